import EdgeTesting
import Foundation
import RegionTesting
import SchakelCore
import SchakelDaemon
import SchakelRegion
import Synchronization

/// A world with real files and made-up time and chance, so that a command says the same each time.
final class Bench {
  let scratch: Scratch
  let data: String
  var environment: [String: String] = [:]
  /// The kinds of registry that commands made the process's.
  let adopted = Recorder<String>()
  /// The lines in the record of commands.
  let records = Recorder<String>()
  private let chance = Chance()

  /// 2026-03-02T09:30:00Z.
  static let now: Int64 = 1_772_443_800_000

  init() throws {
    scratch = try Scratch()
    data = scratch.path + "/data"
  }

  /// The world that commands run in; what they say there goes to this process's own output.
  var context: DaemonContext {
    var context = DaemonContext.process
    context.environment = environment
    context.now = { Bench.now }
    context.randomBytes = { [chance] in chance.bytes($0) }
    context.freeBytes = { _ in 52_400_000_000 }
    context.adoptMetrics = { [adopted] in adopted.add(String(describing: type(of: $0))) }
    context.signals = []
    context.user = "operator"
    context.record = { [records] in records.add($0) }
    context.timeZone = TimeZone(identifier: "Europe/Amsterdam") ?? .gmt
    return context
  }

  /// What a command came to, with the data folder called DATA.
  struct Outcome {
    let status: Daemon.ExitStatus
    let output: String
    let errors: String
  }

  @discardableResult
  func run(_ arguments: String..., now: Int64 = Bench.now) async -> Outcome {
    await run(arguments, now: now)
  }

  @discardableResult
  func run(
    _ arguments: [String], now: Int64 = Bench.now,
    _ change: (inout DaemonContext) -> Void = { _ in }
  ) async -> Outcome {
    let (output, errors) = (Recorder<String>(), Recorder<String>())
    var context = context
    context.print = { output.add($0) }
    context.printError = { errors.add($0) }
    context.now = { now }
    change(&context)
    let status = await Daemon.run(arguments.map { $0 == "DATA" ? data : $0 }, in: context)
    func plain(_ text: String) -> String { text.replacingOccurrences(of: data, with: "DATA") }
    return Outcome(
      status: status, output: plain(output.all.joined(separator: "\n")),
      errors: plain(errors.all.joined()))
  }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same each time.
private final class Chance: Sendable {
  private let state = Atomic<UInt64>(0)

  func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in byte() } }

  private func byte() -> UInt8 {
    var z = state.wrappingAdd(0x9e37_79b9_7f4a_7c15, ordering: .relaxed).newValue
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return UInt8(truncatingIfNeeded: z ^ (z >> 31))
  }
}

extension Bench.Outcome {
  /// The output with the sizes of files, which differ between machines, called SIZE.
  var sized: String {
    output.replacing(/(Disk|Schijf): [0-9.,]+ kB/) { "\($0.output.1): SIZE" }
      .replacing(/"databaseBytes": [0-9]+/, with: "\"databaseBytes\": SIZE")
  }
}
