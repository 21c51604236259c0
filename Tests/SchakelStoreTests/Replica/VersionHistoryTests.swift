import SchakelCore
import Testing

@testable import SchakelStore

@Suite("What versions go back to")
struct VersionHistoryTests {
  private struct Scene {
    let devices: [TestReplica]
    let id: DocumentID

    init() throws {
      devices = try (1...3).map { try TestReplica($0) }
      id = try devices[0].note("bankje")
      try meet()
    }

    func meet() throws {
      for device in devices {
        for other in devices where other !== device { try device.hear(other) }
      }
    }

    func edit(_ titles: [String]) throws {
      for (device, title) in zip(devices, titles) {
        try device.replica.edit(id, [.set("title", Value(title))])
      }
      try meet()
    }

    func versions() throws -> [FieldVersion] {
      try devices[0].replica.document(id)?["title"]?.versions ?? []
    }

    func ancestor() throws -> Value? {
      try devices[0].replica.history(id).commonAncestor(of: versions(), in: "title")
    }
  }

  @Test("versions go back to what their writers had all seen, however often each went on")
  func common() throws {
    let scene = try Scene()
    try scene.devices[1].replica.edit(scene.id, [.set("title", Value("eerst iets anders"))])
    try scene.edit(["zitbank", "ligbed", "kruk"])
    #expect(try scene.versions().count == 3)
    #expect(try scene.ancestor() == Value("bankje"))
  }

  @Test("versions that an undo brought back go back to what they once replaced")
  func undone() throws {
    let scene = try Scene()
    try scene.edit(["zitbank", "ligbed", "kruk"])
    let anna = scene.devices[0].replica
    try anna.resolve(scene.id, "title", .write(Value("bank")), reason: "besproken")
    try anna.revert(scene.id, try #require(try anna.history(scene.id).items.first).dot)
    #expect(try scene.versions().count == 3)
    #expect(try scene.ancestor() == Value("bankje"))
    try scene.meet()
  }

  @Test("where nothing is common, or it is not here, there is none")
  func none() throws {
    let scene = try Scene()
    try scene.edit(["zitbank", "ligbed"])
    let history = try scene.devices[0].replica.history(scene.id)
    let late = DocumentHistory(items: Array(history.items.prefix(1)), isComplete: false)
    #expect(late.commonAncestor(of: try scene.versions(), in: "title") == nil)
    #expect(history.commonAncestor(of: try scene.versions(), in: "body") == nil)
    #expect(history.commonAncestor(of: [], in: "title") == nil)
  }

  @Test("a version written after a settlement names it, and one that did not know of it does not")
  func settlements() throws {
    let scene = try Scene()
    try scene.edit(["zitbank", "ligbed"])
    let (anna, bram) = (scene.devices[0].replica, scene.devices[1].replica)
    try anna.resolve(scene.id, "title", .write(Value("bank")), reason: "besproken")
    // Cor hears of the choice and goes on from it; Bram does not, and makes his own.
    try scene.devices[2].hear(scene.devices[0])
    try bram.resolve(scene.id, "title", .write(Value("stoel")), reason: "anders")
    try scene.devices[2].replica.edit(scene.id, [.set("title", Value("houten bank"))])
    try scene.meet()
    let versions = try scene.versions()
    #expect(Set(versions.map(\.value)) == [Value("stoel"), Value("houten bank")])
    let history = try anna.history(scene.id)
    for version in versions {
      let reasons = history.settlements(before: version, in: "title").map(\.reason)
      #expect(reasons == (version.value == Value("stoel") ? [] : ["besproken"]))
      #expect(history.item(of: version)?.dot == version.dot)
    }
  }
}
