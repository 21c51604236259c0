import Testing

@testable import SchakelDaemon

/// What is said of devices that were revoked, when a contribution on them is erased.
@Suite(.timeLimit(.minutes(10))) struct EraseRevokedTests {
  private static func approve(_ scene: AuditedBench) async throws -> Bench.Outcome {
    try await scene.letCoordinatorsIn()
    let conflicts = try await scene.bench.run(
      "audit", "conflicts", "--data", "DATA", "--json"
    ).object.conflicts
    let document = try #require(conflicts.first?["document"] as? String)
    let asked = await scene.bench.run(
      "erase", "request", "--data", "DATA", document, "--by", "cees", "--ground", "asked")
    #expect(asked.status == .done && !asked.output.contains("device wipe"), "\(asked.errors)")
    return await scene.bench.run(
      "erase", "approve", "--data", "DATA", "1", "--by", "dina", "--derived", "erase")
  }

  /// The identifier of somebody's device.
  private static func device(of handle: String, _ scene: AuditedBench) async throws -> String {
    let list = try await scene.bench.run("device", "list", "--data", "DATA", "--json").object
    let devices = try #require(list["devices"] as? [[String: Any]])
    return try #require(
      devices.first { $0["handle"] as? String == handle }?["id"] as? String, "\(devices)")
  }

  @Test("a revoked device that may hold it is named, with the command that empties it")
  func named() async throws {
    for (language, words) in [
      ("C", ["is told when it comes", "out of use, not yet", "to be emptied"]),
      (
        "nl_NL.UTF-8",
        ["hoort het als het zich meldt", "buiten gebruik, nog niet", "moet nog leeg"]
      ),
    ] {
      let scene = try await AuditedBench(language: language)
      let bram = try await Self.device(of: "bram", scene)
      #expect(
        await scene.bench.run("device", "revoke", "--data", "DATA", bram).status == .done)
      let done = try await Self.approve(scene)
      let shown = await scene.bench.run("erase", "show", "--data", "DATA", "1")
      for outcome in [done, shown] {
        #expect(outcome.status == .done, "\(outcome.errors)")
        let wipes = outcome.output.split(separator: "\n").filter { $0.contains("device wipe") }
        #expect(wipes == ["  schakeld device wipe --data DATA \(bram)"], "\(outcome.output)")
        #expect(outcome.output.contains(words[0]) && outcome.output.contains(words[1]))
      }
      #expect(
        await scene.bench.run("device", "wipe", "--data", "DATA", bram).status == .done)
      let after = await scene.bench.run("erase", "show", "--data", "DATA", "1").output
      #expect(after.contains(words[2]) && !after.contains("device wipe"), "\(after)")
    }
  }

  @Test("where every device that may hold it is in use, there is nothing to empty")
  func inUse() async throws {
    let done = try await Self.approve(try await AuditedBench())
    #expect(done.status == .done && !done.output.contains("device wipe"), "\(done.output)")
  }
}
