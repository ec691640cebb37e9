import Domain
import Foundation
import Storage

/// What a backup says of itself: `manifest.json`.
struct BackupManifest: Codable, Hashable, Sendable {
    /// The layout of the folder.
    var format = 1
    /// The version of the program that wrote it.
    var program: String
    /// The version of the database's schema.
    var schema: Int64
    /// Unix milliseconds.
    var takenAt: Int64
    /// Where the journal ends, and the hash of its last entry.
    var revision: Int64
    var hash: String
    var workspace: String
    /// Runs that were live then.
    var liveRuns: [String]

    static let name = "manifest.json"

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}

/// `SHA256SUMS` of a folder, as `sha256sum` writes it: every other file in it, by name.
enum Checksums {
    static let name = "SHA256SUMS"

    static func text(of folder: String) throws -> String {
        try lines(of: folder).joined(separator: "\n") + "\n"
    }

    /// What does not fit between the files and the sums that were written with them; empty when all does.
    static func faults(in folder: String) throws -> [String] {
        let written = try DurableFiles.bytes(of: "\(folder)/\(name)")
        let lines = try lines(of: folder)
        if written == Array((lines.joined(separator: "\n") + "\n").utf8) { return [] }
        let known = String(decoding: written, as: UTF8.self).split(separator: "\n").map(String.init)
        let missing = known.filter { !lines.contains($0) }.map { "no file is what this line of \(name) says: \($0)" }
        let strange = lines.filter { !known.contains($0) }.map { "\($0.dropFirst(66)) is not what \(name) says" }
        return missing + strange + (missing.isEmpty && strange.isEmpty ? ["\(name) was changed"] : [])
    }

    private static func lines(of folder: String) throws -> [String] {
        try DurableFiles.files(below: folder).filter { $0 != name }.map { file in
            "\(try DurableFiles.sum(of: "\(folder)/\(file)").digest)  \(file)"
        }
    }
}
