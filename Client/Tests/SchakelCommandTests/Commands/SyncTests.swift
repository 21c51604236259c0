import SchakelCommand
import SchakelJSON
import SchakelSync
import Synchronization
import Testing

@Suite("Synchronising")
struct SyncTests {
  @Test("it says synchronised only when it is", arguments: Language.allCases)
  func transcript(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      var transcript = Transcript()
      _ = await scene.anna.made("note", "add", "--title", "Bankje")
      _ = await scene.anna.made("note", "add", "--title", "Lekkage")
      scene.region.fail(.unreachable)
      await transcript.type("sync", on: scene.anna)
      await transcript.type("sync", "--json", on: scene.anna)
      scene.region.fail(nil)
      await transcript.type("sync", on: scene.anna)
      await transcript.type("sync", on: scene.anna)
      await transcript.type("sync", "--json", on: scene.bram)
      await transcript.type("list", on: scene.bram)
      try transcript.expect("sync.\(language.rawValue)")
    }
  }

  @Test("a watching device hears of news, and sends what is written beside it")
  func watching() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      await scene.meet()
      let watcher = TestDevice(
        scene.anna.home, seed: 9, network: RegionNetwork(region: scene.region))
      let watching = Task { await watcher.run(["sync", "--watch", "--json"]) }
      let theirs = await scene.bram.made("note", "add", "--title", "Van Bram")
      _ = await scene.bram.run(["sync"])
      #expect(await comesTrue { await scene.anna.run(["show", theirs]).status == 0 })
      let ours = await scene.anna.made("note", "add", "--title", "Van Anna")
      #expect(
        await comesTrue {
          _ = await scene.bram.run(["sync"])
          return await scene.bram.run(["show", ours]).status == 0
        })
      #expect(await comesTrue { watcher.said.contains("\"pushed\": 1") })
      watching.cancel()
      let outcome = await watching.value
      #expect(outcome.status == 0)
      let reports = try outcome.lines.map { try JSONReader.read(Array($0.utf8)) }
      #expect(reports.contains { $0["news"]?.integer == 1 })
      #expect(reports.contains { $0["pushed"]?.integer == 1 })
    }
  }

  @Test("a watching device says once that the region is away, goes on, and says when it is back")
  func outage() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      await scene.meet()
      let watcher = TestDevice(
        scene.anna.home, seed: 9, network: RegionNetwork(region: scene.region))
      scene.region.fail(.unreachable)
      let watching = Task { await watcher.run(["sync", "--watch"]) }
      #expect(await comesTrue { scene.region.network.withLock { $0.exchanges } > 20 })
      let ours = await scene.anna.made("note", "add", "--title", "Van Anna")
      scene.region.fail(nil)
      #expect(
        await comesTrue {
          _ = await scene.bram.run(["sync"])
          return await scene.bram.run(["show", ours]).status == 0
        })
      #expect(await comesTrue { watcher.said.contains("Gesynchroniseerd.") })
      watching.cancel()
      let outcome = await watching.value
      #expect(outcome.status == 0)
      let refusals = outcome.err.split(separator: "\n").filter { $0.contains("geen verbinding") }
      #expect(!refusals.isEmpty && refusals.count <= 2, "\(outcome.err)")
    }
  }

  @Test("a watching device that the region does not know any more stops, and says what to do")
  func unknown() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      scene.region.fail(.tokenRefused)
      let outcome = await scene.anna.run(["sync", "--watch"])
      #expect(outcome.status == 1)
      #expect(outcome.err.contains("schakel enrol"))
    }
  }

  /// Asks until it is so, for as long as a slow machine may need.
  private func comesTrue(_ condition: () async -> Bool) async -> Bool {
    for _ in 0..<2_000 {
      if await condition() { return true }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return false
  }

  @Test(
    "whatever the network does, the reason is told and nothing is lost",
    arguments: [
      TransportFailure.Code.unreachable, .timedOut, .interrupted, .busy, .serverError,
      .tokenRefused, .tokenExpired, .forbidden, .deviceRevoked, .deviceWiped, .upgradeRequired,
      .serverOutdated, .requestRefused,
      .redirected, .notSchakel, .certificate, .tooLarge, .badAddress, .protocolViolation,
    ])
  func failures(code: TransportFailure.Code) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let id = await scene.anna.made("note", "add", "--title", "Bankje")
      scene.region.fail(code)
      let outcome = await scene.anna.run(["sync", "--json"])
      #expect(outcome.status == 1)
      #expect(outcome.json?["synchronised"]?.bool == false)
      #expect(outcome.json?["waiting"]?.integer == 1)
      #expect(outcome.json?["reason"]?.string == "\(code)")
      #expect(outcome.err.hasPrefix("schakel: "))
      scene.region.fail(nil)
      #expect(await scene.anna.run(["sync"]).status == 0)
      await scene.meet()
      #expect(await scene.bram.run(["show", id]).status == 0)
    }
  }
}
