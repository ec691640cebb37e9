import Glibc

/// What one synced write of 4 KiB takes here: no durable decision can take less.
func measureDisk(_ bench: Bench) async throws {
    let descriptor = open("\(bench.scratch.path)/disk", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BenchFailure("no file can be made in \(bench.scratch.path)") }
    defer { close(descriptor) }
    let page = [UInt8](repeating: 1, count: 4096)
    var samples = Samples()
    for _ in 0..<bench.count(300, quick: 30) {
        try await samples.time {
            guard write(descriptor, page, page.count) == page.count, fdatasync(descriptor) == 0 else {
                throw BenchFailure("the disk refuses a page: \(String(cString: strerror(errno)))")
            }
        }
    }
    try Figure("disk sync", unit: "ms", samples).print()
}

/// What one process of git takes here, started as cheaply as can be: a start of a run needs four, a landing forty.
func measureGit(_ bench: Bench) async throws {
    var samples = Samples()
    let log = "\(bench.scratch.path)/git.log"
    for _ in 0..<bench.count(60, quick: 5) {
        try await samples.time { try await execute("git", ["version"], log: log) }
    }
    try Figure("one git process", unit: "ms", samples).print()
}
