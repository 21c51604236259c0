import SchakelCore
import Testing

@testable import SchakelStore

@Test("an id is found by how it ends, and by nothing that is no end of one")
func endings() throws {
  let device = try TestReplica(1)
  let note = try device.note("Gedeeld")
  let draft = try device.replica.draft("fieldNote", ["title": [Value("Concept")]])
  for id in [note, draft] {
    #expect(try device.replica.documentIDs(suffix: id.text) == [id])
    #expect(try device.replica.documentIDs(suffix: String(id.text.suffix(12))) == [id])
    #expect(try device.replica.documentIDs(suffix: id.text.suffix(15).uppercased()) == [id])
  }
  for suffix in ["", "-", "%", "_", "x1", note.text + "0", String(note.text.dropLast())] {
    #expect(try device.replica.documentIDs(suffix: suffix) == [])
  }
  let all = (0..<16).map { String($0, radix: 16) }
  let found = try all.flatMap { try device.replica.documentIDs(suffix: $0) }
  #expect(found.sorted() == [note, draft].sorted())
}
