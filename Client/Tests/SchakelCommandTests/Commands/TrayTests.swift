import SchakelCommand
import SchakelCore
import SchakelJSON
import Testing

@Suite("What lies in the tray")
struct TrayTests {
  @Test("is shown, and let go of when its writer says so", arguments: Language.allCases)
  func discarded(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      await scene.meet()
      var transcript = Transcript()
      await transcript.type("tray", "list", on: scene.anna)
      let note = await scene.anna.made("note", "add", "--title", "Te laat geschreven")
      _ = await scene.anna.run(["edit", note, "--set", "place=hoek"])
      let other = await scene.anna.made("note", "add", "--title", "Ook te laat")
      // The role changes on another device of the same person.
      _ = try await scene.device(folder + "/other", "anna", seed: 3, as: .reader)
      _ = await scene.anna.run(["sync"])
      await transcript.type("tray", "list", on: scene.anna)
      #expect(await Self.documents(scene.anna) == [other, note, note])
      await transcript.type("tray", "discard", "zzzzzz", on: scene.anna)
      await transcript.type("tray", "discard", "0", on: scene.anna)
      #expect(await Self.documents(scene.anna).count == 3)
      await transcript.type("tray", "discard", String(note.suffix(6)), on: scene.anna)
      #expect(await Self.documents(scene.anna) == [other])
      await transcript.type("tray", "discard", other, "--json", on: scene.anna)
      #expect(await Self.documents(scene.anna).isEmpty)
      #expect(await !scene.anna.run(["status"]).out.contains("te laat"))
      try transcript.expect("discard.\(language.rawValue)")
    }
  }

  @Test("goes by six digits of its number at least, also where fewer fit nothing else")
  func digits() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: .english)
      await scene.meet()
      let note = await scene.anna.made("note", "add", "--title", "Te laat geschreven")
      _ = try await scene.device(folder + "/other", "anna", seed: 3, as: .reader)
      _ = await scene.anna.run(["sync"])
      #expect(await Self.documents(scene.anna) == [note])
      for count in 0...5 {
        for typed in [note.suffix(count), note.prefix(count)] {
          let outcome = await scene.anna.run(["tray", "discard", String(typed)])
          #expect(outcome.status == 2 && outcome.err.contains("at least 6"), "\(outcome.err)")
        }
      }
      #expect(await Self.documents(scene.anna) == [note])
      #expect(await scene.anna.run(["tray", "discard", String(note.suffix(6))]).status == 0)
      #expect(await Self.documents(scene.anna).isEmpty)
    }
  }

  /// What is kept of a group that was left is the person's own to throw away.
  @Test("of a group that one is no longer in it goes too, and does not come back")
  func left() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      _ = await scene.anna.run([
        "enrol", try await scene.region.invitation("anna", to: scene.region.neighbourhood),
      ])
      await scene.meet()
      let note = await scene.anna.made(
        "note", "add", "--title", "Blijft", "--space", "voorbeeldteam")
      let person = try #require(
        await scene.anna.run(["status", "--json"]).json?["owner"]?["person"]?.string
          .flatMap { PersonID(text: $0) })
      try await scene.region.leave(person)
      _ = await scene.anna.run(["sync"])
      #expect(await Self.documents(scene.anna) == [note])
      #expect(await scene.anna.run(["tray", "discard", note]).status == 0)
      _ = await scene.anna.run(["sync"])
      #expect(await Self.documents(scene.anna).isEmpty)
      #expect(await !scene.anna.run(["export"]).out.contains("Blijft"))
    }
  }

  private static func documents(_ device: TestDevice) async -> [String] {
    await device.run(["tray", "list", "--json"]).json?["tray"]?.array?
      .compactMap { $0["document"]?.string } ?? ["?"]
  }
}
