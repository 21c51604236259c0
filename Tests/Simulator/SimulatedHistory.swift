import SchakelRegion
import SchakelStore
import SchakelTesting

/// One history from beginning to end, and what was wrong with it.
package struct SimulatedHistory: Sendable {
  /// From which all of it is drawn.
  package let seed: UInt64
  /// What was wrong; nil where everything came together.
  package let failure: String?
  /// What happened, step by step.
  package let story: [String]
  /// How many steps there were to draw.
  package let length: Int
  package let devices: Int

  /// Lives through the history of a seed.
  /// - Parameter leftOut: the steps, by number from 1, that do not happen.
  package static func run(seed: UInt64, leftOut: Set<Int> = []) async -> SimulatedHistory {
    var region: RandomRegion?
    do {
      var drawn = try await RandomRegion(
        seed: seed, weather: .drawn, asks: seed % 4 == 1, leftOut: leftOut)
      region = drawn
      let failure: String?
      do {
        failure = try await drawn.end()
      } catch {
        failure = drawn.firstFinding ?? "an error: \(error)"
      }
      drawn.close()
      return SimulatedHistory(
        seed: seed, failure: failure, story: drawn.story, length: drawn.length,
        devices: drawn.deviceCount)
    } catch {
      return SimulatedHistory(
        seed: seed, failure: "it could not begin: \(error)", story: region?.story ?? [],
        length: 0, devices: 0)
    }
  }

  /// The same history with as few steps as still end as badly (A. Zeller and R. Hildebrandt, "Simplifying
  /// and Isolating Failure-Inducing Input", 2002): ever smaller runs of steps are left out.
  /// - Parameter budget: how many histories may be lived through on the way.
  package func shrunk(budget: Int = 150) async -> (history: SimulatedHistory, leftOut: Set<Int>) {
    var (best, leftOut, left) = (self, Set<Int>(), budget)
    var size = length / 2
    while size >= 1 {
      let steps = (1...max(length, 1)).filter { !leftOut.contains($0) }
      for start in stride(from: 0, to: steps.count, by: size) where left > 0 {
        let without = leftOut.union(steps[start..<min(start + size, steps.count)])
        left -= 1
        let shorter = await Self.run(seed: seed, leftOut: without)
        if shorter.kind == kind { (best, leftOut) = (shorter, without) }
      }
      size /= 2
    }
    return (best, leftOut)
  }
}

extension SimulatedHistory {
  /// What was wrong, without the names of what it was wrong with.
  private var kind: [Substring]? {
    failure?.split { " :()".contains($0) }.filter { !$0.contains(where: \.isNumber) }.prefix(6).map(
      \.self)
  }
}

extension RandomRegion {
  var deviceCount: Int { devices.count }

  /// Lives, lets the faults cease, and looks at everything.
  fileprivate mutating func end() async throws -> String? {
    try await live()
    if let finding = firstFinding { return finding }
    let settled = try await settle()
    if let failure = try await failure() { return failure }
    guard settled else { return "not everybody synchronised" }
    if let fault = try await decisionFault() { return fault }
    if let failure = try await eraseAndReadAgain() { return failure }
    return try await revokedFault() ?? firstFinding
  }

  fileprivate var firstFinding: String? { (findings + watch.takeFindings()).first }

  fileprivate func close() {
    for device in devices { try? device.replica.close() }
    try? region.service.close()
  }
}
