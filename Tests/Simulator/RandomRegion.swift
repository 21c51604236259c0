import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

/// A region and its devices through a random history, drawn from one seed: work, bad weather and
/// accidents, after which all faults cease and everything must come together.
package struct RandomRegion {
  package enum Weather: Sendable {
    /// Bad connections, and accidents that lose a moment each.
    case plain
    /// Old copies of devices and of the region besides, and people whose roles change or end.
    case harsh
    /// A second space for some of the people, devices that come later, histories that are fetched,
    /// two processes on one home, and people who leave a space and come back.
    case wide
    /// Devices that meet the region rarely and read bundles meanwhile, late, twice and early, with
    /// little room for them; old copies, rivals and runs that stop.
    case carried
    /// All of it, each history with much of some and nothing of others, on machines that stop and
    /// disks that fail.
    case drawn
  }

  let seed: UInt64
  var random: SeededRandom
  var region: TestRegion
  var devices: [TestDevice]
  /// The first of them everybody is in.
  private(set) var spaces: [SpaceID]
  let weather: Weather
  let people: Int
  /// The person of each device, by number.
  var owners: [Int] = []
  /// Folders with the last copy that was made of each device, and of the region.
  var copies: [Int: String] = [:]
  var regionCopy: String?
  /// Whether an older copy of the region has taken over, so that it may lack what devices have.
  var regionWasPutBack = false
  /// The people, by number, who may only read for now.
  var readers: Set<Int> = []
  /// The people, by number, who are not in the first space for now.
  var gone: Set<Int> = []
  /// What the devices had when the faults ceased.
  var before: Set<Holding> = []
  /// What goes round from hand to hand, and what must not be lost on the way.
  var carried = Carried()
  var ledger = Ledger()
  let limits: RegionLimits
  /// The coordinator whose yes copies of devices wait for; nil where they go on by themselves.
  private(set) var coordinator: PersonID?
  /// Whether she says it now and again, or only when the faults cease.
  let decidesEarly: Bool
  /// What happened, for whoever has to find out why it ended badly.
  package var story: [String] = []
  /// What a device found wrong with itself, now and again.
  var findings: [String] = []
  /// The steps that are left out, by number: so a history that ended badly is made shorter.
  let leftOut: Set<Int>
  /// How often what happens in a drawn history.
  let swarm: [(happening: Happening, weight: UInt64)]
  /// The machines that stop, in a drawn history.
  var machines: Machines?
  var witness = Witness()
  /// What people decide for good, in a drawn history in which they do.
  var decisions: Decisions?
  let watch = Watch()
  /// A device is checked, and the audit, at every so many steps: in some of the later histories at each.
  private var checkInterval: Int { seed >= 30_000 && seed % 8 == 5 ? 1 : 9 }
  /// How many things happen before the faults cease.
  package let length: Int
  /// Whether things are carried by hand, and Mallory is about.
  var isCarried: Bool { weather == .carried || weather == .drawn }

  /// - Parameters:
  ///   - asks: whether copies of devices wait for somebody's yes.
  ///   - leftOut: steps that do not happen.
  package init(
    seed: UInt64, weather: Weather = .plain, asks: Bool = false, leftOut: Set<Int> = []
  ) async throws {
    self.seed = seed
    self.weather = weather
    self.leftOut = leftOut
    decidesEarly = seed % 3 != 0
    let count = weather == .drawn ? Self.deviceCount(seed) : 3 + Int(seed % 3)
    length = max(60 + Int(seed % 5) * 20, 2 * count)
    random = SeededRandom(seed: seed)
    let decides = weather == .drawn && Decisions.areMade(in: seed)
    swarm = weather == .drawn ? Happening.swarm(&random, seed: seed, decides: decides) : []
    limits = Self.limits(seed, isNarrow: weather == .carried || weather == .drawn)
    let folder = scratchFolder()
    if weather == .drawn { machines = try Machines(region: folder) }
    region = try await TestRegion(
      folder: folder, clock: ManualClock(seed: seed, tick: 0), limits: limits,
      admitsCopies: !asks, ledger: machines?.regionLedger)
    devices = []
    if asks {
      let dina = try await region.device(
        seed &* 100 &+ 98, person: "dina", role: .coordinator)
      coordinator = dina.replica.identity.person
    }
    people = max(2, count - 1)
    for index in 0..<count {
      let person = "p\(index % people)"
      owners.append(index % people)
      // Sealed or not, among each other: nobody else can tell.
      let cipher = index.isMultiple(of: 2) ? TestCipher(key: seed) : nil
      let number = seed &* 100 &+ UInt64(index + 1)
      if machines == nil {
        devices.append(try await region.device(number, person: person, cipher: cipher))
      } else {
        let home = scratchFolder()
        machines?.devices.append(FaultyDisk(in: home))
        devices.append(
          try await region.device(
            number &+ 0x51_0000_0000, person: person, home: home, cipher: cipher))
      }
    }
    let isCarried = weather == .carried || weather == .drawn
    if isCarried || weather == .harsh {
      carried.mallory = try await region.device(seed &* 100 &+ 99, person: "mallory")
      carried.losesRegion = seed / 2 % 2 == 0
    }
    spaces = [region.space]
    if weather == .wide || (isCarried && seed % 2 == 0) { try await addSecondSpace() }
    if decides { decisions = Decisions(by: try await coordinators()) }
    watchOver()
  }

  private mutating func addSecondSpace() async throws {
    let second = try await region.service.addSpace(name: "Tweede wijk").id
    spaces = [region.space, second]
    for person in Self.membersOfSecond(people) {
      try await region.join(second, handle: "p\(person)", with: devices[person])
    }
    if let mallory = carried.mallory {
      try await region.join(second, handle: "mallory", with: mallory)
    }
  }

  /// The limits of a region that signs its log often, and refuses more than others do where it is
  /// narrow.
  private static func limits(_ seed: UInt64, isNarrow: Bool) -> RegionLimits {
    var limits = RegionLimits()
    limits.checkpointEntries = 1 + seed % 40
    // Nobody waits for that write, so that it would come now at one moment and now at another.
    limits.contactInterval = .max
    // Whether a token is good is for other tests.
    limits.tokenLife = .max
    guard isNarrow else { return limits }
    if seed % 3 == 0 { limits.changeBytes = 330 }
    if seed % 5 == 0 { limits.waitingPerDocument = 1 }
    if seed % 7 == 0 { limits.forksPerStream = 1 }
    return limits
  }

  /// Who is in the second space: every other person.
  static func membersOfSecond(_ people: Int) -> [Int] { Array(stride(from: 0, to: people, by: 2)) }

  /// Everything happens that happens while there are faults.
  package mutating func live() async throws {
    if carried.mallory != nil { try await begin() }
    for number in 1...length where !leftOut.contains(number) {
      let index = weather == .drawn ? try await drawnStep(number) : try await step()
      if coordinator != nil, decidesEarly, random.below(9) == 0 { try await admitCopies() }
      guard number.isMultiple(of: checkInterval) else { continue }
      if weather == .drawn, let fault = try await auditFault() {
        findings.append("after \(number) steps \(fault)")
      }
      for finding in try devices[index].replica.check() {
        findings.append("device \(index), after \(number) steps: \(finding)")
      }
    }
  }

  /// One thing happens. Answers to which device.
  mutating func step() async throws -> Int {
    if weather == .carried { return try await carriedStep() }
    region.clock.advance(1_000)
    let index = Int(random.below(UInt64(devices.count)))
    switch random.below(weather == .plain ? 100 : 120) {
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
    case 98..<100: try draft(on: index)
    default: if weather == .wide { try await wideStep(index) } else { try await harshStep(index) }
    }
    return index
  }

  // MARK: Work

  mutating func create(on index: Int) throws {
    let title = words(2)
    let more: [Name: [Value]] = [
      "body": [Value(words(6))], "themes": [Value(theme()), Value(theme())],
      "place": [Value(words(1))], "onbekend": [Value(Int64(random.below(9)))],
    ]
    let device = devices[index]
    let space = try anySpace(of: device)
    try permitting { () throws(ReplicaError) in _ = try device.write(title, more, in: space) }
    story.append("\(index) writes \(title)")
  }

  mutating func edit(on index: Int) throws {
    guard let id = try anyDocument(on: index) else { return }
    let edit: FieldEdit =
      switch random.below(6) {
      case 0: .set("title", Value(words(2)))
      case 1: .set("body", Value(try changedBody(of: id, on: index, by: words(6))))
      case 2: .add("themes", [Value(theme())])
      case 3: .remove("themes", [Value(theme())])
      case 4: .set("place", Value(words(1)))
      default: .clear("onbekend")
      }
    story.append("\(index) edits \(edit.field.text)")
    let replica = devices[index].replica
    try permitting { () throws(ReplicaError) in _ = try replica.edit(id, [edit]) }
  }

  /// The text with another word in it, or with one more line before or after: what others change
  /// elsewhere goes together with that.
  private func changedBody(
    of id: DocumentID, on index: Int, by words: String
  ) throws -> String {
    let text = try devices[index].replica.document(id)?["body"]?.text ?? ""
    var all = text.split(separator: " ")
    guard !all.isEmpty else { return words }
    let drawn = words.utf8.reduce(0) { $0 + Int($1) }
    switch drawn % 3 {
    case 0: return words.prefix { $0 != " " } + "\n" + text
    case 1: return text + "\n" + words.prefix { $0 != " " }
    default: all[drawn % all.count] = words.prefix { $0 != " " }
    }
    return all.joined(separator: " ")
  }

  mutating func toggleDeletion(on index: Int) throws {
    guard let id = try anyDocument(on: index) else { return }
    let replica = devices[index].replica
    story.append("\(index) deletes or restores")
    if random.below(2) == 0 {
      try permitting { () throws(ReplicaError) in try replica.delete(id) }
    } else {
      try permitting { () throws(ReplicaError) in try replica.restore(id) }
    }
  }

  mutating func draft(on index: Int) throws {
    try devices[index].replica.draft("fieldNote", ["title": [Value("\(Watch.secret) \(words(1))")]])
  }

  /// What the rules refuse is no failure: awaiting settlement, deleted, not deleted, a reader.
  func permitting(_ body: () throws(ReplicaError) -> Void) throws {
    do {
      try body()
    } catch {
      switch error.code {
      case .awaitsSettlement, .deleted, .notDeleted, .unknownDocument, .notAllowed: break
      default: throw error
      }
    }
  }

  mutating func anyDocument(on index: Int) throws -> DocumentID? {
    let states = try devices[index].allStates()
    guard !states.isEmpty else { return nil }
    let ids = states.keys.sorted()
    return ids[Int(random.below(UInt64(ids.count)))]
  }

  mutating func anySpace(of device: TestDevice) throws -> SpaceID {
    guard spaces.count > 1 else { return region.space }
    let known = try device.replica.spaces().filter(\.role.mayRead)
    guard !known.isEmpty else { return region.space }
    return known[Int(random.below(UInt64(known.count)))].id
  }

  mutating func words(_ count: Int) -> String {
    let all = ["bankje", "plein", "straat", "koffie", "lamp", "tuin", "soep", "deur"]
    return (0..<count).map { _ in all[Int(random.below(8))] }.joined(separator: " ")
  }

  mutating func theme() -> String {
    ["safety", "successes", "connectors"][Int(random.below(3))]
  }
}

extension TestDevice {
  fileprivate func write(
    _ title: String, _ more: [Name: [Value]], in space: SpaceID
  ) throws(ReplicaError) -> DocumentID {
    try replica.create("fieldNote", more.merging(["title": [Value(title)]]) { $1 }, in: space)
  }

  /// Every document's state in every space.
  func allStates() throws -> [DocumentID: [UInt8]] {
    try replica.spaces().reduce(into: [:]) { all, space in
      all.merge(try replica.states(in: space.id)) { first, _ in first }
    }
  }
}
