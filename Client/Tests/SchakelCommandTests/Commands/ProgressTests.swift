import SchakelCommand
import SchakelCore
import SchakelJSON
import SchakelStore
import SchakelSync
import Testing

@Suite("Long work", .timeLimit(.minutes(10)))
struct ProgressTests {
  private static let lines = (1...1_500)
    .map { "{\"kind\": \"fieldNote\", \"title\": \"Notitie \($0)\"}\n" }.joined()

  /// Long work and what it shows, in an order in which each finds something to do.
  private static func works(
    _ scene: Scene, _ folder: String, _ id: String
  ) -> [(device: TestDevice, arguments: [String], shown: [String])] {
    let indexing = "Zoeken voorbereiden: nog 1.500 bijdragen…"
    let bundle = folder + "/bundel"
    return [
      (scene.anna, ["import", "-"], ["200 regels gelezen…", indexing]),
      (scene.anna, ["bundle", "export", bundle, "--plain"], ["De bundel wordt gemaakt…"]),
      (scene.bram, ["bundle", "import", bundle], ["De bundel wordt ingelezen…", indexing]),
      (scene.anna, ["sync"], ["1.500 verstuurd, 0 opgehaald…"]),
      (
        scene.anna, ["status", "--fingerprint"],
        ["De vingerafdruk van Voorbeeldteam wordt gemaakt…"]
      ),
      (scene.anna, ["status", "--check"], ["Het bestand wordt nagekeken…"]),
      (scene.bram, ["history", id, "--fetch"], ["De geschiedenis wordt opgehaald…"]),
    ]
  }

  @Test(
    "who watches a terminal sees how far it is on a line that is gone afterwards, others nothing",
    arguments: [true, false])
  func shown(isWatched: Bool) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, isWatched: isWatched)
      let id = await scene.anna.made("note", "add", "--title", "Bankje")
      await scene.meet()
      for work in Self.works(scene, folder, id) {
        let outcome = await work.device.run(work.arguments, input: Self.lines)
        #expect(outcome.status == 0, "\(work.arguments): \(outcome.err)")
        #expect(!outcome.out.contains("\u{1b}"), "\(work.arguments)")
        guard isWatched else {
          #expect(outcome.err.isEmpty, "\(work.arguments): \(outcome.err)")
          continue
        }
        for line in work.shown {
          #expect(outcome.err.contains("\r\(line)\u{1b}[K"), "\(work.arguments): \(outcome.err)")
        }
        #expect(outcome.err.hasSuffix("\r\u{1b}[K"), "\(work.arguments)")
      }
    }
  }

  @Test("a search shows how far it is with what another program wrote and did not index")
  func searching() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, isWatched: true)
      await scene.meet()
      let replica = try Replica.open(home: scene.bram.home, environment: .system)
      let space = try #require(try replica.spaces().first).id
      try replica.createAll(
        (1...1_500).map { number in
          NewContribution(
            id: DocumentID(milliseconds: UInt64(number), random: (1, 1)), kind: "fieldNote",
            fields: ["title": [Value("Notitie \(number)")]])
        }, in: space)
      try replica.close()
      let outcome = await scene.bram.run(["search", "1234"])
      #expect(outcome.out.contains("Notitie 1234"))
      #expect(outcome.err.contains("\rZoeken voorbereiden: nog 1.500 bijdragen…\u{1b}[K"))
    }
  }

  @Test("the line is gone where the work fails, before the reason is told")
  func failing() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, isWatched: true)
      let id = await scene.anna.made("note", "add", "--title", "Bankje")
      await scene.meet()
      scene.region.fail(.unreachable)
      let outcome = await scene.anna.run(["history", id, "--fetch"])
      #expect(outcome.status == 1)
      #expect(outcome.err.contains("opgehaald…\u{1b}[K\r\u{1b}[Kschakel: "), "\(outcome.err)")
    }
  }

  @Test("what an import, a sync or a bundle brought is in the search index before anybody searches")
  func indexed() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let waiting = { try Replica.open(home: $0, environment: .system).pendingInIndex() }
      // A bad line keeps nothing of the others from being found.
      #expect(await scene.anna.run(["import", "-"], input: "x\n" + Self.lines).status == 1)
      #expect(try waiting(scene.anna.home) == 0)
      _ = await scene.anna.run(["sync"])
      #expect(await scene.bram.run(["sync"]).status == 0)
      #expect(try waiting(scene.bram.home) == 0)
      let found = await scene.bram.run(["search", "1500", "--json"]).json
      #expect(found?["hits"]?.array?.count == 1)
      _ = await scene.anna.made("note", "add", "--title", "Bankje")
      let file = folder + "/team.schakel"
      #expect(await scene.anna.run(["bundle", "export", file, "--plain"]).status == 0)
      #expect(await scene.bram.run(["bundle", "import", file]).status == 0)
      #expect(try waiting(scene.bram.home) == 0)
      #expect(await scene.bram.run(["search", "bankje"]).out.contains("Bankje"))
    }
  }
}
