import Foundation
import Glibc
import Processes
import Testing

@Suite("Files that others may have replaced")
struct RegularFileTests {
    @Test("what is no regular file is closed once: a second time would close what somebody else opened meanwhile")
    func closedOnce() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/skein-file-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // a temporary folder may stay
        #expect(mkfifo("\(folder)/pipe", 0o600) == 0)
        for path in [folder, "\(folder)/pipe"] {
            errno = 0
            #expect(throws: RegularFile.Refusal.self) { try RegularFile(path) }
            #expect(errno != EBADF, "\(path) was closed twice")
        }
    }
}
