import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

/// A text that the region put together, and lost, when somebody brings it back of whose versions it
/// refuses one by now.
@Suite("A text that was put together of what is refused since")
struct RefusedVersionTests {
  /// - Parameter isRefused: whether Bram has no right any more to what he wrote.
  private func region(isRefused: Bool) async throws -> TestRegion {
    let region = try await TestRegion()
    let anna = try await region.device(1, person: "anna")
    var bram = try await region.device(2, person: "bram")
    let note = try anna.replica.create(
      "fieldNote", ["title": [Value("plein")], "body": [Value("een bankje bij de vijver")]],
      in: region.space)
    for device in [anna, bram] { try await device.sync() }
    let copy = try region.closeAndCopy()
    let first = try await TestRegion(folder: region.folder, clock: region.clock)
    var movedAnna = try anna.moved(to: first)
    bram = try bram.moved(to: first)
    try movedAnna.replica.edit(note, [.set("body", Value("een groen bankje bij de vijver"))])
    try bram.replica.edit(note, [.set("body", Value("een bankje bij de grote vijver"))])
    for device in [bram, movedAnna] { try await device.sync() }
    let text = try movedAnna.replica.document(note)?["body"]?.text
    #expect(text == "een groen bankje bij de grote vijver")
    try first.service.close()

    let second = try await TestRegion(folder: copy, clock: region.clock)
    if isRefused { try await second.setRole(.reader, of: bram, handle: "bram") }
    movedAnna = try movedAnna.moved(to: second)
    bram = try bram.moved(to: second)
    for device in [movedAnna, bram, movedAnna] { try await device.sync() }
    #expect(try movedAnna.replica.document(note)?["body"]?.text == text)
    return second
  }

  @Test("it stands, and an audit says that nobody can tell any more what it was made of")
  func refused() async throws {
    let region = try await region(isRefused: true)
    let report = try TestRegion.verify(try await region.auditFile())
    let counts = try #require(report.spaces.first).counts
    #expect(counts.voids == 1)
    #expect(counts.unproven == 1 && counts.combined == 0)
  }

  @Test("with all of its versions it is put together again")
  func whole() async throws {
    let region = try await region(isRefused: false)
    let report = try TestRegion.verify(try await region.auditFile())
    let counts = try #require(report.spaces.first).counts
    #expect(counts.voids == 0)
    #expect(counts.unproven == 0 && counts.combined == 1)
  }
}
