import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("Fingerprints")
struct FingerprintTests {
  @Test("region and devices have one fingerprint, whatever became of the documents")
  func equal() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    let bram = try await region.device(2)
    #expect(
      try await region.service.fingerprint(of: region.space)
        == anna.replica.fingerprint(of: region.space))
    let notes = try (0..<5).map { try anna.note("notitie \($0)") }
    try await anna.sync()
    try await bram.sync()
    try anna.replica.edit(notes[1], [.set("title", Value("gewijzigd"))])
    try bram.replica.edit(notes[1], [.set("title", Value("anders gewijzigd"))])
    try bram.replica.delete(notes[2])
    for device in [anna, bram, anna] { #expect(try await device.sync().isSynchronised) }
    let fingerprint = try await region.service.fingerprint(of: region.space)
    #expect(try anna.replica.fingerprint(of: region.space) == fingerprint)
    #expect(try bram.replica.fingerprint(of: region.space) == fingerprint)
    try anna.note("nog een")
    #expect(try anna.replica.fingerprint(of: region.space) != fingerprint)
  }
}
