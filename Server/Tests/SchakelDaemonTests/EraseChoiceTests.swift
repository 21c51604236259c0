import RegionTesting
import Testing

@testable import SchakelDaemon

/// What goes, of what others wrote in the place of what is erased.
@Suite(.timeLimit(.minutes(10))) struct EraseChoiceTests {
  /// Anna's words are to go; Bram wrote over some of them.
  private static func asked() async throws -> (scene: AuditedBench, derived: [String]) {
    let scene = try await AuditedBench()
    try await scene.letCoordinatorsIn()
    let asked = try await scene.bench.run(
      "erase", "request", "--data", "DATA", "anna", "--by", "cees", "--ground", "asked", "--json"
    ).object
    let derived = try #require(asked["derived"] as? [[String: Any]])
    return (scene, derived.compactMap { $0["change"] as? String })
  }

  private static func approve(
    _ scene: AuditedBench, _ more: [String]
  ) async -> Bench.Outcome {
    await scene.bench.run(["erase", "approve", "--data", "DATA", "1", "--by", "dina"] + more)
  }

  /// How many changes went.
  private static func gone(_ scene: AuditedBench) async throws -> Int? {
    let shown = try await scene.bench.run("erase", "show", "--data", "DATA", "1", "--json").object
    let spaces = shown["spaces"] as? [[String: Any]]
    return spaces?.compactMap { $0["changes"] as? Int }.reduce(0, +)
  }

  @Test("one change, all of them or none goes too, as the coordinator says")
  func chosen() async throws {
    var counts: [Int] = []
    for choice in 0..<3 {
      let (scene, derived) = try await Self.asked()
      #expect(!derived.isEmpty)
      let unsaid = await Self.approve(scene, [])
      #expect(unsaid.status == .refused && unsaid.errors.contains("--derived ID"))
      let words = [["--no-derived"], ["--derived", derived[0]], ["--derived", "erase"]][choice]
      let done = await Self.approve(scene, words)
      #expect(done.status == .done, "\(done.errors)")
      counts.append(try #require(try await Self.gone(scene)))
      #expect(await scene.run("verify").status == .done)
    }
    #expect(counts[0] < counts[1] && counts[1] <= counts[2])
  }

  @Test("what says two things, or names no change, is not understood")
  func usage() async throws {
    let (scene, derived) = try await Self.asked()
    for words in [
      ["--no-derived", "--derived", derived[0]], ["--derived", "erase", "--derived", "keep"],
      ["--derived", "erase", "--derived", derived[0]], ["--derived", "some"],
    ] {
      #expect(await Self.approve(scene, words).status == .usage, "\(words)")
    }
    let unknown = await Self.approve(scene, ["--derived", "00000000000000a100000001:7"])
    #expect(unknown.status == .refused)
    #expect(await Self.approve(scene, ["--no-derived"]).status == .done)
  }
}
