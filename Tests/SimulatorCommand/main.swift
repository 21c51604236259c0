// The simulator, for hours: `make sim` (SEED=, RUNS=). See ARCHITECTURE.md, "The simulator".
import Foundation
import SchakelCore
import Simulator

/// Says something at once, also where nobody looks but a file.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// Clears away what a history left on the disk that is none: the folder is this process's own.
func clear() {
  let folder = FileManager.default.temporaryDirectory
  for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
  where name.hasPrefix("schakel-sync-") {
    try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
  }
}

func tell(_ history: SimulatedHistory) async {
  say("seed \(history.seed), \(history.devices) devices: \(history.failure ?? "all is well")")
  guard history.failure != nil else { return }
  say("  make sim SEED=\(history.seed)")
  let (short, leftOut) = await history.shrunk()
  say("  With \(short.length - leftOut.count) of \(short.length) steps: \(short.failure ?? "")")
  let steps = (1...max(short.length, 1)).filter { !leftOut.contains($0) }
  say("  schakel-sim tell \(history.seed) \(steps.map(String.init).joined(separator: " "))")
  for line in short.story { say("    \(line)") }
}

/// Lives through these seeds. Answers how many ended badly. After each thousand it says how far it is.
func run(_ seeds: ClosedRange<UInt64>) async -> Int {
  var failures = 0
  for seed in seeds {
    let lived = seed - seeds.lowerBound
    if lived > 0, lived.isMultiple(of: 1000) { say("\(lived) histories, \(failures) ended badly") }
    let history = await SimulatedHistory.run(seed: seed)
    clear()
    guard history.failure != nil else { continue }
    failures += 1
    await tell(history)
    clear()
  }
  say("\(seeds.count) histories from seed \(seeds.lowerBound) on, \(failures) of which ended badly")
  return failures
}

#if SCHAKEL_PLANTED_FAULTS
  /// What the checker says whose fault it is.
  func signs(of fault: PlantedFault) -> [String] {
    switch fault {
    case .skipsFlush: ["lost what it had written"]
    case .acknowledgesUnflushed: ["lost what it had acknowledged"]
    case .ignoresPutBack: ["goes on as if it were not"]
    case .dropsLoser: ["lacks the version"]
    case .forgetsContext: ["holds other states", "was replaced"]
    case .ordersByArrival: ["out of order"]
    case .answersStrangers: ["no right to"]
    case .sharesDrafts: ["a word of a draft"]
    case .saysSynchronised: ["says it is synchronised"]
    case .dropsRefused: [" lost "]
    case .dropsHeld: ["the region said that it holds"]
    case .missesConflict: ["AuditFault.Code.record", "finds record"]
    case .keepsErased: ["after an erasure", "has what was erased"]
    case .takesErased: ["the region has words of", "has what was erased"]
    case .erasesOthers: ["nobody asked for", "no order names"]
    case .takesOfRevoked:
      ["the audit finds rights", "which is out of use", "out of use, handed in", "AuditFault.Code"]
    case .forgetsRevoked: ["the region forgot that device", "has no right to any more"]
    case .keepsLeft: ["of a space that its person left"]
    case .takesTwice: ["comes twice counts twice"]
    case .sendsVectors: ["says all that it knows"]
    case .forgetsAcknowledged: ["not everybody synchronised"]
    }
  }

  /// The first seed of those that may show a fault: some are of what people decide for good.
  func firstSeed(for fault: PlantedFault) -> UInt64 {
    switch fault {
    case .takesErased, .erasesOthers, .takesOfRevoked, .keepsLeft, .takesTwice: 20_000
    // Takes a region that was put back to before a device was taken out of use.
    case .forgetsRevoked: 20_150
    default: 1
    }
  }

  /// Plants each fault in turn, and looks for the first history that shows it. Answers how many none
  /// shows.
  func plant(_ names: [String], among count: UInt64) async -> Int {
    var missed = 0
    for fault in PlantedFault.allCases where names.isEmpty || names.contains(fault.rawValue) {
      let seeds = firstSeed(for: fault)...firstSeed(for: fault) + count - 1
      // unsafe: no other thread is there between two histories.
      unsafe PlantedFault.planted = fault
      var caught: SimulatedHistory?
      var others: String?
      for seed in seeds where caught == nil {
        let history = await SimulatedHistory.run(seed: seed)
        clear()
        guard let failure = history.failure else { continue }
        if signs(of: fault).contains(where: failure.contains) { caught = history }
        others = failure
      }
      if let failure = caught?.failure {
        say("\(fault.rawValue), seed \(caught?.seed ?? 0): \(failure.prefix(160))")
      } else {
        missed += 1
        say(
          "\(fault.rawValue): NOT CAUGHT by seeds \(seeds); what they show is \(others ?? "nothing")"
        )
      }
    }
    // unsafe: as above.
    unsafe PlantedFault.planted = nil
    return missed
  }
#endif

/// `run`'s seeds: from the first on so many, or all that come after it. Nil where they are no numbers.
func seeds(_ arguments: [String]) -> ClosedRange<UInt64>? {
  guard let first = arguments.first.flatMap(UInt64.init) else { return nil }
  guard arguments.count > 1 else { return first...UInt64.max }
  guard arguments.count == 2, let count = UInt64(arguments[1]), count > 0 else { return nil }
  let (last, isBeyond) = first.addingReportingOverflow(count - 1)
  return isBeyond ? nil : first...last
}

let arguments = Array(CommandLine.arguments.dropFirst())
let rest = Array(arguments.dropFirst())
if arguments.first == "run", let seeds = seeds(rest) { exit(await run(seeds) == 0 ? 0 : 1) }
if arguments.first == "tell", let seed = rest.first.flatMap(UInt64.init) {
  // With these steps alone, where there are any.
  let steps = Set(rest.dropFirst().compactMap(Int.init))
  let leftOut = steps.isEmpty ? [] : Set(1...Int(UInt16.max)).subtracting(steps)
  let history = await SimulatedHistory.run(seed: seed, leftOut: leftOut)
  clear()
  for line in history.story { say(line) }
  say(history.failure ?? "all is well")
  exit(history.failure == nil ? 0 : 1)
}
#if SCHAKEL_PLANTED_FAULTS
  let names = rest.filter { UInt64($0) == nil }
  let unknown = names.filter { PlantedFault(rawValue: $0) == nil }
  if arguments.first == "faults", unknown.isEmpty {
    let last = max(rest.lazy.compactMap(UInt64.init).first ?? 60, 1)
    exit(await plant(names, among: last) == 0 ? 0 : 1)
  }
#endif
say("usage: schakel-sim run FIRST [COUNT] | tell SEED [STEP...] | faults [SEEDS] [NAME...]")
exit(2)
