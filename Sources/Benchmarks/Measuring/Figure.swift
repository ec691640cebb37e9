import Foundation

/// One figure: a line of JSON on standard output.
struct Figure: Encodable {
    var figure: String
    var unit: String
    /// A rate or an amount; figures of latency have percentiles instead.
    var value: Double?
    var p50: Double?
    var p99: Double?
    var samples: Int
    var aim: String?
    /// The load average of the last minute: what else the machine did.
    var load: Double

    init(_ figure: String, unit: String, value: Double, samples: Int, aim: String? = nil) {
        self.figure = figure
        self.unit = unit
        self.value = rounded(value)
        self.samples = samples
        self.aim = aim
        load = loadAverage()
    }

    /// A distribution; `rate` is how many of them there were in a second.
    init(_ figure: String, unit: String, _ samples: Samples, rate: Double? = nil, aim: String? = nil) {
        self.figure = figure
        self.unit = unit
        value = rate.map(rounded)
        p50 = rounded(samples.percentile(50))
        p99 = rounded(samples.percentile(99))
        self.samples = samples.count
        self.aim = aim
        load = loadAverage()
    }

    func print() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        FileHandle.standardOutput.write(try encoder.encode(self) + Data("\n".utf8))
    }
}

/// Three digits after the point are more than any of this is worth.
private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
