import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

/// A region and its devices through a random history, drawn from one seed: work, bad weather and
/// accidents, after which all faults cease and everything must come together.
struct RandomRegion {
  private var random: SeededRandom
  private var region: TestRegion
  private var devices: [TestDevice]
  private let people: Int
  /// What was written and never deleted or replaced by the same person: must be somewhere.
  private(set) var story: [String] = []

  init(seed: UInt64, devices count: Int) async throws {
    random = SeededRandom(seed: seed)
    region = try await TestRegion(clock: ManualClock(seed: seed))
    devices = []
    people = max(2, count - 1)
    for index in 0..<count {
      let person = "p\(index % people)"
      devices.append(try await region.device(seed &* 100 &+ UInt64(index + 1), person: person))
    }
  }

  /// One thing happens.
  mutating func step() async throws {
    let index = Int(random.below(UInt64(devices.count)))
    switch random.below(100) {
    case 0..<18: try create(on: index)
    case 18..<45: try edit(on: index)
    case 45..<50: try toggleDeletion(on: index)
    case 50..<75: try await sync(index)
    case 75..<80: try carryBundle(from: index)
    case 80..<84: devices[index].wire { $0.lostAnswers = 1 }
    case 84..<88: devices[index].wire { $0.isDown.toggle() }
    case 88..<92: jumpClock(of: index)
    case 92..<95: try await putBack(index)
    case 95..<97: try reopen(index)
    case 97..<98: try await putRegionBack()
    default: try draft(on: index)
    }
  }

  // MARK: Work

  private mutating func create(on index: Int) throws {
    let title = words(2)
    try devices[index].note(
      title,
      [
        "body": [Value(words(6))], "themes": [Value(theme()), Value(theme())],
        "place": [Value(words(1))], "onbekend": [Value(Int64(random.below(9)))],
      ])
    story.append("\(index) writes \(title)")
  }

  private mutating func edit(on index: Int) throws {
    guard let id = try anyDocument(on: index) else { return }
    let edit: FieldEdit =
      switch random.below(6) {
      case 0: .set("title", Value(words(2)))
      case 1: .set("body", Value(words(6)))
      case 2: .add("themes", [Value(theme())])
      case 3: .remove("themes", [Value(theme())])
      case 4: .set("place", Value(words(1)))
      default: .clear("onbekend")
      }
    story.append("\(index) edits \(edit.field.text)")
    let replica = devices[index].replica
    try permitting { () throws(ReplicaError) in _ = try replica.edit(id, [edit]) }
  }

  private mutating func toggleDeletion(on index: Int) throws {
    guard let id = try anyDocument(on: index) else { return }
    let replica = devices[index].replica
    story.append("\(index) deletes or restores")
    if random.below(2) == 0 {
      try permitting { () throws(ReplicaError) in try replica.delete(id) }
    } else {
      try permitting { () throws(ReplicaError) in try replica.restore(id) }
    }
  }

  private mutating func draft(on index: Int) throws {
    try devices[index].replica.draft("fieldNote", ["title": [Value("geheim \(words(1))")]])
  }

  /// What the rules refuse is no failure: awaiting settlement, deleted, not deleted.
  private func permitting(_ body: () throws(ReplicaError) -> Void) throws {
    do {
      try body()
    } catch {
      switch error.code {
      case .awaitsSettlement, .deleted, .notDeleted, .unknownDocument: break
      default: throw error
      }
    }
  }

  private mutating func anyDocument(on index: Int) throws -> DocumentID? {
    let states = try devices[index].states()
    guard !states.isEmpty else { return nil }
    let ids = states.keys.sorted()
    return ids[Int(random.below(UInt64(ids.count)))]
  }

  // MARK: Weather and accidents

  private mutating func sync(_ index: Int) async throws {
    story.append("\(index) synchronises")
    let budget =
      random.below(3) == 0
      ? SyncBudget(push: 700, answer: 1_500) : SyncBudget(push: 1 << 18, answer: 1 << 18)
    try await devices[index].sync(budget: budget)
  }

  private mutating func carryBundle(from index: Int) throws {
    let other = Int(random.below(UInt64(devices.count)))
    guard other != index else { return }
    story.append("\(index) hands \(other) a bundle")
    let bundle = try devices[index].replica.exportBundle(
      of: region.space, signer: devices[index].signer)
    _ = try devices[other].replica.importBundle(
      try Bundle(encoded: bundle.encoded), verifier: FakeSignature.verify)
  }

  private mutating func jumpClock(of index: Int) {
    let days = Int64(random.below(4_000)) - 2_000
    story.append("the clock of \(index) jumps \(days) days")
    devices[index].clock.advance(days * 86_400_000)
  }

  /// The device lives on for a while, and then gets its old files back.
  private mutating func putBack(_ index: Int) async throws {
    story.append("\(index) is put back")
    let home = devices[index].replica.home
    try devices[index].replica.close()
    let copy = scratchFolder()
    try copyFiles(from: home, to: copy)
    devices[index] = try devices[index].reopened()
    try create(on: index)
    try await sync(index)
    try devices[index].replica.close()
    try overwriteFiles(in: home, from: copy)
    devices[index] = try devices[index].reopened()
  }

  private mutating func reopen(_ index: Int) throws {
    try devices[index].replica.close()
    devices[index] = try devices[index].reopened()
  }

  /// The region's server fails, and an older copy of its files takes over.
  private mutating func putRegionBack() async throws {
    story.append("the region is put back")
    try region.service.close()
    let copy = scratchFolder()
    try copyFiles(from: region.folder, to: copy)
    let onward = try await TestRegion(folder: region.folder, clock: region.clock)
    try move(to: onward)
    for index in devices.indices { try await sync(index) }
    try onward.service.close()
    try move(to: try await TestRegion(folder: copy, clock: region.clock))
  }

  private mutating func move(to next: TestRegion) throws {
    for index in devices.indices { devices[index] = try devices[index].moved(to: next) }
    region = next
  }

  // MARK: The end

  /// All faults cease. Within so many rounds there must be one in which every device is synchronised
  /// and nothing moves any more.
  mutating func settle(rounds: Int = 12) async throws -> Bool {
    for device in devices {
      device.wire {
        $0.isDown = false
        $0.lostAnswers = 0
      }
    }
    for _ in 0..<rounds {
      var all = true
      for device in devices {
        let report = try await device.sync(patience: .init(retries: 3))
        if !report.isSynchronised || report.pushed + report.pulled > 0 { all = false }
      }
      if all { return true }
    }
    return false
  }

  /// What is wrong at the end, or nil.
  func failure() async throws -> String? {
    let first = try devices[0].states()
    for (index, device) in devices.enumerated() {
      let states = try device.states()
      if states != first { return "device \(index) holds other states than device 0" }
    }
    for (id, bytes) in first {
      let state = try DocumentState(encoded: bytes)
      if let failure = state.invariantFailure { return "\(id.text): \(failure)" }
    }
    let fresh = try await region.device(random.peek(), person: "p0")
    try await fresh.sync()
    if try fresh.states() != first { return "a new device gets other states" }
    return nil
  }

  private mutating func words(_ count: Int) -> String {
    let all = ["bankje", "plein", "straat", "koffie", "lamp", "tuin", "soep", "deur"]
    return (0..<count).map { _ in all[Int(random.below(8))] }.joined(separator: " ")
  }

  private mutating func theme() -> String {
    ["safety", "successes", "connectors"][Int(random.below(3))]
  }
}

/// SplitMix64 (G. Steele, D. Lea, C. Flood, 2014).
struct SeededRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }

  mutating func below(_ bound: UInt64) -> UInt64 { next() % bound }

  func peek() -> UInt64 {
    var copy = self
    return copy.next()
  }
}
