import Glibc

/// `skein-shim RUNDIR`: starts the agent described in the folder and holds it until it ends.
///
/// Exit codes: 0 the agent runs, 1 it could not be started, 2 the call or the launch file is malformed, 3 another shim
/// holds the folder, 4 its run has ended, 5 a shim died in it.
@main
enum SkeinShim {
    static func main() {
        System.closeInherited()
        guard CommandLine.argc == 2, let path = CommandLine.unsafeArgv[1] else {
            refuse(2, "usage: skein-shim RUNDIR")
        }
        let mask = umask(0o077)
        if chdir(path) != 0 { refuse(1, "cannot enter `\(String(cString: path))`: \(System.errorText(errno))") }
        claimFolder()
        let bytes: UnsafeMutableBufferPointer<CChar>
        let launch: Launch
        do {
            bytes = try RunFolder.takeLaunch()
            launch = try Launch.parse(bytes)
        } catch {
            refuse(2, error.sentence)
        }
        guard let report = Daemon.split() else { refuse(1, "cannot fork: \(System.errorText(errno))") }
        Daemon(report: report, launch: launch, launchBytes: bytes, umask: mask).run()
    }

    /// A folder holds one run, once: alive, ended, or died with its shim.
    private static func claimFolder() {
        switch RunFolder.lock() {
        case .taken: break
        case .heldByAnother: refuse(3, "another shim holds this folder")
        case .failed(let code): refuse(1, "cannot take `lock`: \(System.errorText(code))")
        }
        if RunFolder.exists("exit.json") { refuse(4, "the run in this folder has ended") }
        if RunFolder.exists("pid.json") { refuse(5, "the shim of this run died; start the run in a new folder") }
    }
}

/// Ends the process with a sentence for the caller.
func refuse(_ code: Int32, _ sentence: String) -> Never {
    _ = (sentence + "\n").utf8.withContiguousStorageIfAvailable {
        System.writeAll(2, UnsafeRawBufferPointer($0))
    }
    exit(code)
}
