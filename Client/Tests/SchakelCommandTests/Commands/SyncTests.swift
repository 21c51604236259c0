import SchakelCommand
import SchakelJSON
import SchakelSync
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

  @Test(
    "whatever the network does, the reason is told and nothing is lost",
    arguments: [
      TransportFailure.Code.unreachable, .timedOut, .interrupted, .busy, .serverError,
      .tokenRefused, .forbidden, .upgradeRequired, .requestRefused, .redirected, .notSchakel,
      .certificate,
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
