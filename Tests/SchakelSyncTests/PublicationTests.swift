import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@Suite("What everybody may see")
struct PublicationTests {
  @Test("a coordinator lets everybody see it, and nobody else does on their device")
  func local() async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("lindelaan", ["visibility": [Value("region")]])
    try await scene.syncAll()
    let publish = [FieldEdit.set("visibility", Value("public"))]
    let refusal = #expect(throws: ReplicaError.self) {
      try scene.anna.replica.edit(note, publish)
    }
    #expect(refusal?.code == .mayNotPublish)
    let made = #expect(throws: ReplicaError.self) {
      try scene.anna.note("kersenlaan", ["visibility": [Value("public")]])
    }
    #expect(made?.code == .mayNotPublish)
    // A draft is nobody's yet.
    let draft = try scene.anna.replica.draft(
      "fieldNote", ["title": [Value("concept")], "visibility": [Value("public")]])
    let shared = #expect(throws: ReplicaError.self) {
      try scene.anna.replica.share(draft, in: scene.region.space)
    }
    #expect(shared?.code == .mayNotPublish)
    #expect(try scene.anna.replica.document(draft)?.title == "concept")
    try scene.cees.replica.edit(note, publish)
    try await scene.syncAll()
    #expect(try scene.bram.replica.document(note)?["visibility"]?.value == Value("public"))
    // Whoever may write narrows it again.
    try scene.bram.replica.edit(note, [.set("visibility", Value("team"))])
    try await scene.syncAll()
    #expect(try scene.dina.replica.document(note)?["visibility"]?.value == Value("team"))
    #expect(try await scene.audit().counts.voids == 0)
  }

  @Test("what says so all the same is refused by the region, and lies in its writer's tray")
  func refused() async throws {
    let scene = try await Cleaning()
    let note = try scene.anna.note("lindelaan")
    try await scene.syncAll()
    // Cees is no coordinator any more, and his device does not know yet.
    _ = try await scene.region.service.setRole(
      .contributor, of: scene.person(scene.cees), in: scene.region.space)
    try scene.cees.replica.edit(note, [.set("visibility", Value("public"))])
    try scene.cees.note("kersenlaan", ["visibility": [Value("public")]])
    let other = try scene.cees.note("beukenlaan", ["visibility": [Value("team")]])
    try await scene.syncAll()
    #expect(try scene.bram.replica.document(note)?["visibility"] == nil)
    #expect(try scene.bram.replica.document(other)?.title == "beukenlaan")
    #expect(try scene.bram.replica.list().count == 2)
    let tray = try scene.cees.replica.tray()
    #expect(tray.count == 2 && tray.allSatisfy { $0.reason == .refused(.notAllowed) })
    #expect(try await scene.audit().counts.voids == 2)
  }
}
