import Logging
import RegionTesting
import SchakelRegion
import Testing

@testable import SchakelDaemon

/// `schakeld retention`.
@Suite(.timeLimit(.minutes(10))) struct RetentionCommandTests {
  private static let day: Int64 = 86_400_000

  @Test("terms are shown and set, what would go is listed, and what was listed goes")
  func applied() async throws {
    let scene = try await AuditedBench()
    let bench = scene.bench
    try await scene.letCoordinatorsIn()
    let shown = await bench.run("retention", "show", "--data", "DATA")
    #expect(
      shown.output.contains("fieldNote         1827 days after the last change"), "\(shown.output)")
    #expect(shown.output.contains("successStory      for good"))
    #expect(shown.output.contains("Nothing goes by itself"))
    let set = await bench.run(
      "retention", "set", "--data", "DATA", "--space", scene.space, "--kind", "fieldNote",
      "--days", "30", "--by", "cees")
    #expect(set.status == .done && set.output.contains("30 days after the last change"))
    let none = await bench.run("retention", "preview", "--data", "DATA")
    #expect(none.output == "Nothing would go.")

    let later = Bench.now + 31 * Self.day
    let preview = await bench.run(["retention", "preview", "--data", "DATA"], now: later)
    #expect(preview.output.hasPrefix("1 document would go:"))
    let token = try #require(preview.output.firstMatch(of: /Token: ([0-9a-f]{64})/)).output.1
    func apply(_ token: String, by person: String) async -> Bench.Outcome {
      await bench.run(
        [
          "retention", "apply", "--data", "DATA", "--token", token, "--by", person, "--ground",
          "term over", "--daily",
        ], now: later)
    }
    let other = await apply(String(repeating: "0", count: 64), by: "cees")
    #expect(other.status == .refused && other.errors.contains("schakeld retention preview"))
    #expect(await apply(String(token), by: "anna").status == .refused)
    let applied = await apply(String(token), by: "cees")
    #expect(applied.status == .done && applied.output == "Erased: 1 document.", "\(applied.errors)")
    let erased = await bench.run(["erase", "show", "--data", "DATA", "1"], now: later)
    #expect(erased.output.contains("Ground: term over"))
    let daily = await bench.run(["retention", "show", "--data", "DATA"], now: later)
    #expect(daily.output.contains("The server erases each day what is due"))
    let stopped = await bench.run(
      ["retention", "stop", "--data", "DATA", "--by", "dina"], now: later)
    #expect(stopped.output == "The region erases nothing by itself any more.")
    #expect(await bench.run("audit", "verify", "--data", "DATA").status == .done)
  }

  @Test("a server takes out by itself who was invited and never came")
  func absentees() async throws {
    let scene = try await AuditedBench()
    let bench = scene.bench
    let invited = await bench.run(
      "invite", "--data", "DATA", "--space", scene.space, "--role", "reader", "--person", "w17",
      "--name", "Voorbeeld farah")
    #expect(invited.status == .done)
    func known(_ person: String, after days: Int64) async throws -> Bool {
      var context = bench.context
      let now = Bench.now + days * Self.day
      context.now = { now }
      let region = try await DataFolder(path: bench.data).open(in: context)
      await RetentionKeeping(region.service, Logger(label: "retention")).look()
      let isKnown = try region.service.person(named: person) != nil
      try region.service.close()
      return isKnown
    }
    #expect(try await known("w17", after: 6))
    #expect(try await !known("w17", after: 7))
    #expect(try await known("anna", after: 7))
  }

  @Test("a preview says how many of each kind would go")
  func counted() async throws {
    let scene = try await AuditedBench()
    try await scene.letCoordinatorsIn()
    for kind in ["successStory", "fieldNote"] {
      let set = await scene.bench.run(
        "retention", "set", "--data", "DATA", "--space", scene.space, "--kind", kind, "--days",
        "30", "--by", "cees")
      #expect(set.status == .done)
    }
    try await scene.writeInOneText()
    let preview = ["retention", "preview", "--data", "DATA"]
    let later = Bench.now + 60 * Self.day
    let said = await scene.bench.run(preview, now: later)
    #expect(said.output.hasPrefix("3 documents would go:\n"), "\(said.output)")
    #expect(said.output.contains("\nOf each kind: 2 fieldNote, 1 successStory\n"))
    let json = await scene.bench.run(preview + ["--json"], now: later)
    let plain = json.output.filter { !$0.isWhitespace }
    #expect(
      plain.contains(
        #""kinds":[{"kind":"fieldNote","documents":2},{"kind":"successStory","documents":1}]"#),
      "\(plain)")
  }

  @Test("a term is said in days or as none, and not as both")
  func usage() async throws {
    let (bench, space) = try await CommandSnapshotTests.region()
    for more in [[], ["--days", "3", "--keep"], ["--days", "many"]] {
      let outcome = await bench.run(
        [
          "retention", "set", "--data", "DATA", "--space", space, "--kind", "fieldNote", "--by",
          "cees",
        ] + more)
      #expect(outcome.status == .usage, "\(more)")
    }
  }
}
