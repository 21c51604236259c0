import SchakelCommand
import SchakelCore
import SchakelJSON
import Testing

@Suite("What waits for a choice")
struct ConflictsTests {
  private static let day: UInt64 = 86_400_000

  /// A note that Anna made and everybody has.
  private static func note(_ scene: Scene, _ title: String, _ devices: [TestDevice]) async -> String
  {
    let id = await scene.anna.made("note", "add", "--title", title)
    await scene.meet()
    for device in devices { _ = await device.run(["sync"]) }
    return id
  }

  private static func sync(_ devices: [TestDevice]) async {
    for device in devices + devices { _ = await device.run(["sync"]) }
  }

  @Test(
    "each sees what waits for her, and how many wait for others", arguments: Language.allCases)
  func queues(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      let cor = try await scene.device(folder + "/cor", "cor", seed: 3)
      let dunya = try await scene.device(folder + "/dunya", "dunya", seed: 4, as: .coordinator)
      let everybody = [scene.anna, scene.bram, cor, dunya]
      var ids: [String] = []
      for title in ["Bankje", "Fontein", "Lantaarn", "Prullenbak"] {
        ids.append(await Self.note(scene, title, [cor, dunya]))
      }
      // Three give it a title.
      for (device, title) in zip(everybody, ["stuk", "weg", "nieuw"]) {
        _ = await device.run(["edit", ids[0], "--set", "title=Bankje is \(title)"])
      }
      await Self.sync(everybody)
      for device in everybody { device.clock.advance(3 * Self.day) }
      scene.region.clock.advance(3 * Self.day)
      // One empties it; one deletes while another writes.
      _ = await scene.anna.run(["edit", ids[1], "--set", "title="])
      _ = await scene.bram.run(["edit", ids[1], "--set", "title=Fontein lekt"])
      _ = await cor.run(["delete", ids[2]])
      _ = await scene.bram.run(["edit", ids[2], "--set", "body=Nog kapot"])
      // Two others, without Anna.
      _ = await scene.bram.run(["edit", ids[3], "--set", "title=Bak", "--set", "body=Vol"])
      _ = await cor.run(["edit", ids[3], "--set", "title=Ton", "--set", "body=Leeg"])
      await Self.sync(everybody)
      for device in everybody { device.clock.advance(60_000) }
      var transcript = Transcript()
      await transcript.type("conflicts", on: scene.anna)
      await transcript.type("conflicts", "--all", on: scene.anna)
      await transcript.type("conflicts", "--space", "voorbeeldteam", on: dunya)
      await transcript.type("conflicts", on: cor, width: 40)
      await transcript.type("status", on: scene.anna)
      let json = await scene.anna.run(["conflicts", "--json"]).json
      #expect(json?["others"]?.integer == 2)
      #expect(json?["conflicts"]?.array?.count == 2)
      #expect(json?["conflicts"]?.array?.allSatisfy { $0["yours"]?.bool == true } == true)
      #expect(json?["conflicts"]?.array?.first?["parties"]?.array?.count == 3)
      let all = await scene.anna.run(["conflicts", "--json", "--all"]).json
      #expect(all?["others"]?.integer == 0 && all?["conflicts"]?.array?.count == 4)
      try transcript.expect("queue.\(language.rawValue)")
    }
  }

  @Test("each space has a queue of its own", arguments: Language.allCases)
  func spaces(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      for (device, person) in [(scene.anna, "anna"), (scene.bram, "bram")] {
        let line = try await scene.region.invitation(person, to: scene.region.neighbourhood)
        _ = await device.run(["enrol", line])
      }
      for space in ["voorbeeldwijk", "voorbeeldteam"] {
        let id = await scene.anna.made("note", "add", "--title", "In \(space)", "--space", space)
        await scene.meet()
        for (device, place) in [(scene.anna, "a"), (scene.bram, "b")] {
          _ = await device.run(["edit", id, "--set", "title=\(place)"])
        }
        await scene.meet()
      }
      var transcript = Transcript()
      await transcript.type("conflicts", on: scene.bram)
      await transcript.type("conflicts", "--space", "voorbeeldwijk", on: scene.bram)
      try transcript.expect("spaces.\(language.rawValue)")
    }
  }

  @Test("who may not choose is told so, and who can", arguments: Language.allCases)
  func onlooker(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      let cor = try await scene.device(folder + "/cor", "cor", seed: 3, as: .reader)
      let id = await Self.note(scene, "Bankje", [cor])
      _ = await scene.anna.run(["edit", id, "--set", "title=Bank"])
      _ = await scene.bram.run(["edit", id, "--set", "title=Zitje"])
      await Self.sync([scene.anna, scene.bram, cor])
      var transcript = Transcript()
      await transcript.type("conflicts", on: cor)
      await transcript.type("conflicts", "--all", on: cor)
      try transcript.expect("onlooker.\(language.rawValue)")
    }
  }
}
