import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

/// What goes round from hand to hand.
struct Carried {
  /// Bundles on sticks, as they were written. They may be read at any time, and by anybody.
  var sticks: [(space: SpaceID, bytes: [UInt8])] = []
  /// What devices had once: that from which a bundle carries on.
  var vectors: [(space: SpaceID, vector: VersionVector)] = []
  /// The histories that Mallory's device gave out under one writer, each with all of its runs.
  var histories: [(forger: Forger, runs: [ChangeRun])] = []
  var mallory: TestDevice?
  /// Where the region's logs had nothing of anybody's.
  var beginnings: [SpaceID: Cursor] = [:]
  /// Whether older copies of the region may take over, and else whether devices come later: such a
  /// copy would not know them.
  var losesRegion = false
}

// Devices that meet the region rarely, and what is carried between them meanwhile: late, twice, and
// before what comes before it.
extension RandomRegion {
  private static let stickLimit = 24

  mutating func carriedStep() async throws -> Int {
    region.clock.advance(1_000)
    let index = Int(random.below(UInt64(devices.count)))
    switch random.below(100) {
    case 0..<14: try create(on: index)
    case 14..<36: try edit(on: index)
    case 36..<40: try toggleDeletion(on: index)
    case 40..<47: try await sync(index)
    case 47..<58: try fillStick(from: index)
    case 58..<76: try readStick(on: index)
    case 76..<82: try await forge()
    case 82..<84: devices[index].wire { $0.lostAnswers = 1 }
    case 84..<86: jumpClock(of: index)
    case 86..<87: try reopen(index)
    case 87..<90: try copy(index)
    case 90..<94: try restore(index)
    case 94..<95: try draft(on: index)
    case 95..<97: try await changeRole(of: index % people)
    case 97..<98: try await accident()
    default: try await later(index)
    }
    try noteWritten(on: index)
    return index
  }

  private mutating func accident() async throws {
    guard carried.losesRegion else { return }
    if random.below(2) == 0 { try await copyRegion() } else { try await restoreRegion() }
  }

  private mutating func later(_ index: Int) async throws {
    if carried.losesRegion { try await fetchHistory(on: index) } else { try await wideStep(index) }
  }

  // MARK: Bundles

  mutating func fillStick(from index: Int) throws {
    let device = devices[index]
    let space = try anySpace(of: device)
    guard try isIn(space, index) else { return }
    var since = VersionVector()
    let old = carried.vectors.filter { $0.space == space }
    if !old.isEmpty, random.below(3) > 0 {
      since = old[Int(random.below(UInt64(old.count)))].vector
    }
    var bundle = try device.replica.exportBundle(
      of: space, since: since, signer: device.signer
    ).bundle
    carried.vectors.append((space, try device.replica.vector(of: space)))
    if random.below(3) == 0 { shuffle(&bundle) }
    story.append("\(index) fills stick \(carried.sticks.count) with \(bundle.runs.count) runs")
    keep(bundle)
  }

  /// The runs of a bundle in any order, and not all of them.
  private mutating func shuffle(_ bundle: inout Bundle) {
    var runs = bundle.runs
    runs.shuffle(using: &random)
    runs.removeLast(Int(random.below(UInt64(runs.count + 1)) / 2))
    bundle = Bundle(
      space: bundle.space, runs: runs, devices: bundle.devices, voids: bundle.voids)
  }

  private mutating func keep(_ bundle: Bundle) {
    let stick = (space: bundle.space, bytes: bundle.encoded)
    watch.look(at: stick.bytes, from: nil)
    if carried.sticks.count < Self.stickLimit {
      carried.sticks.append(stick)
    } else {
      carried.sticks[Int(random.below(UInt64(Self.stickLimit)))] = stick
    }
  }

  mutating func readStick(on index: Int) throws {
    let known = Set(try devices[index].replica.spaces().filter(\.role.mayRead).map(\.id))
    for _ in 0...random.below(3) where !carried.sticks.isEmpty {
      let number = Int(random.below(UInt64(carried.sticks.count)))
      let stick = carried.sticks[number]
      guard known.contains(stick.space) else { continue }
      let limit = [0, 900, 3_000, Replica.earlyLimit, Replica.earlyLimit][Int(random.below(5))]
      let believes = random.below(4) > 0
      let report = try read(stick.bytes, on: index, limit: limit, believes: believes)
      story.append("\(index) reads stick \(number): \(report.summary)")
      guard report.gaps.isEmpty, !report.isPutBack else { continue }
      let again = try read(stick.bytes, on: index, limit: limit, believes: believes)
      if again.taken > 0 || again.early != report.early {
        findings.append("device \(index) reads stick \(number) again: \(again.summary)")
      }
    }
  }

  private func read(
    _ bytes: [UInt8], on index: Int, limit: Int, believes: Bool
  ) throws -> BundleReport {
    try devices[index].replica.importBundle(
      try Bundle(encoded: bytes), earlyLimit: limit, verifier: FakeSignature.verify,
      region: { believes && TestRegion.verifier($0, $1) })
  }

  // MARK: Mallory

  /// Mallory looks where the logs begin.
  mutating func begin() async throws {
    for space in spaces {
      carried.beginnings[space] = try await ask(of: space) { _ in }.spaces.first?.cursor
    }
  }

  /// Mallory's device writes a run that may be of another life than the last, and of which not all
  /// can be taken; and gives away some of what it wrote.
  mutating func forge() async throws {
    guard let mallory = carried.mallory else { return }
    if carried.histories.isEmpty {
      carried.histories.append((Forger(mallory, in: region.space), []))
    }
    let count = carried.histories.count
    let place = random.below(4) == 0 ? Int(random.below(UInt64(count))) : count - 1
    var (forger, runs) = carried.histories[place]
    let run = forger.run(try written(by: forger))
    runs.append(run)
    carried.histories.append((forger, runs))
    story.append("Mallory goes on after \(run.first - 1), with \(run.changes.count)")
    if random.below(4) == 0 {
      let sent = runs[Int(random.below(UInt64(runs.count)))]
      _ = try await ask { $0.push = [sent] }
      story.append("Mallory sends \(sent.first)")
    } else {
      var bundle = Bundle(space: region.space, runs: runs, devices: [])
      if random.below(2) == 0 { shuffle(&bundle) }
      keep(bundle)
    }
  }

  private mutating func written(by forger: Forger) throws -> [Forger.Written] {
    var written: [Forger.Written] = []
    var changes = forger
    for _ in 0...random.below(3) {
      let next = try someChange(of: changes)
      written.append(next)
      // The forger's counter goes on with each.
      _ = changes.run([next])
    }
    return written
  }

  private mutating func someChange(of forger: Forger) throws -> Forger.Written {
    switch random.below(8) {
    case 0, 1: return .garbage
    case 2:
      return forger.birth(words(2), by: devices[0].replica.identity.person)
    case 3..<6:
      let device = devices[Int(random.below(UInt64(devices.count)))]
      let states = try device.allStates()
      guard let id = states.keys.sorted().randomElement(using: &random) else {
        return forger.birth(words(2))
      }
      return forger.edit(
        id, words(2), after: try DocumentState(encoded: states[id] ?? []).vector)
    default: return forger.birth(words(2))
    }
  }

  /// Asks the region something in Mallory's name, who reads everything.
  func ask(
    of space: SpaceID? = nil, _ fill: (inout SyncRequest.Space) -> Void
  ) async throws -> SyncAnswer {
    var asked = SyncRequest.Space(
      space: space ?? region.space, cursor: nil, digest: 0, bootstrap: nil)
    fill(&asked)
    let token = Array((carried.mallory?.token ?? "").utf8)
    guard let device = try await region.service.authenticate(token: token) else {
      throw TransportFailure(.tokenRefused, "unknown token")
    }
    let request = SyncRequest(agent: "test", limit: 1 << 22, spaces: [asked])
    return try await region.service.sync(request, from: device)
  }
}

extension BundleReport {
  fileprivate var summary: String {
    "\(taken) taken, \(known) known, \(early) early, \(gaps.count) gaps, "
      + "\(refused.count) refused, \(stops.map { "\($0.dot.counter) \($0.reason)" })"
  }
}
