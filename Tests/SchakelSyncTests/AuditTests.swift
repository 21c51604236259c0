import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("An audit")
struct AuditTests {
  /// Anna and Bram changed the title of one note and the place of another while apart; Bram settled
  /// the one.
  static func region() async throws -> TestRegion {
    let region = try await TestRegion()
    let anna = try await region.device(1, person: "anna")
    let bram = try await region.device(2, person: "bram")
    let (bench, square) = (try anna.note("bankje"), try anna.note("plein"))
    for device in [anna, bram] { try await device.sync() }
    try anna.replica.edit(bench, [.set("title", Value("zitbank"))])
    try bram.replica.edit(bench, [.set("title", Value("ligbed"))])
    try anna.replica.edit(square, [.set("place", Value("hoek"))])
    try bram.replica.edit(square, [.set("place", Value("midden"))])
    try bram.replica.edit(square, [.set("signal", Value("watch"))])
    for device in [anna, bram, anna, bram] { try await device.sync() }
    try bram.replica.resolve(bench, "title", .write(Value("bank")), reason: "kort is goed")
    for device in [bram, anna] { try await device.sync() }
    return region
  }

  @Test(
    "of a region holds, and tells each conflict with who, what each had seen, and who settled it")
  func holds() async throws {
    let region = try await Self.region()
    let report = try TestRegion.verify(try await region.auditFile())
    let space = try #require(report.spaces.first)
    #expect(space.documents == 2)
    #expect(space.counts.changes == 8)
    let records = space.records.sorted { $0.field < $1.field }
    #expect(records.map(\.field) == ["place", "title"])
    #expect(records.map(\.severity) == [.parallelEdit, .conflict])
    #expect(records.map(\.isOpen) == [true, false])
    #expect(records[1].events.map(\.kind) == [.found, .settled])
    #expect(records[1].versions.count == 2)
    #expect(report.people.map(\.name).sorted() == ["Voorbeeld anna", "Voorbeeld bram"])
  }

  @Test("of a file with any one bit turned over does not")
  func flipped() async throws {
    let file = try await Self.region().auditFile()
    var random = SeededRandom(seed: 1)
    for _ in 0..<400 {
      var other = file
      let place = Int.random(in: file.indices, using: &random)
      other[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      #expect(throws: AuditFault.self, "byte \(place)") { try TestRegion.verify(other) }
    }
  }

  @Test("of a file that breaks off or goes on does not", arguments: [0, 1, 9, 200])
  func cut(_ bytes: Int) async throws {
    let file = try await Self.region().auditFile()
    #expect(throws: AuditFault.self) { try TestRegion.verify(Array(file.dropLast(bytes + 1))) }
    #expect(throws: AuditFault.self) { try TestRegion.verify(file + file.prefix(bytes + 1)) }
  }
}
