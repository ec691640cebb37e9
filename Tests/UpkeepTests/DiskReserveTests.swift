import Foundation
import Testing

@testable import Upkeep

@Suite("Room that is kept for a full disk")
struct DiskReserveTests {
    @Test("is taken once, is really taken, and is given back once")
    func file() throws {
        let place = try Place()
        let reserve = DiskReserve(place.state)
        #expect(!reserve.release())
        reserve.fill()
        reserve.fill()
        let attributes = try FileManager.default.attributesOfItem(atPath: "\(place.state.path)/reserve")
        #expect(attributes[.size] as? Int64 == DiskReserve.size)
        #expect(reserve.release() && !reserve.release())
    }
}
