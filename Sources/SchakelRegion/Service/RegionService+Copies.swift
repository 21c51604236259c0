public import SchakelCore

// Devices whose database was copied or put back. Copies have the same key and the same credential: which
// of them is the device nobody can tell from outside, so a person says who goes on.
extension RegionService {
  /// The copies that await a coordinator's yes, in the order in which the region met them.
  public func copies() throws(RegionError) -> [RegionStatus.Copy] {
    try store.look { store throws(RegionError) in try copies(from: store) }
  }

  /// Lets a device's copies go on: what they kept comes with their next synchronisation. The log of every
  /// space that the device's person was ever in says so, and so does the ledger.
  ///
  /// There is no opposite: a copy reads with the credential that the device has. Whoever does not agree
  /// takes the device out of use (``revoke(_:)``).
  ///
  /// - Parameters:
  ///   - incarnation: of the only one that is meant; nil for all that wait now.
  ///   - person: who agrees: a coordinator of a space that the device's person is or was in.
  /// - Returns: those that waited until now; none where somebody agreed before.
  /// - Throws: `unknownDevice`; `deviceRevoked`; `notCoordinator`; `unknownCopy` where the region met no
  ///   such copy.
  public func admit(
    _ replica: ReplicaID, only incarnation: Incarnation? = nil, by person: PersonID
  ) async throws(RegionError) -> [RegionStatus.Copy] {
    try await write(cost: 4_096) { [self] transaction throws(RegionError) in
      // Somebody may have agreed in a transaction that did not end well: that is in the ledger.
      try obeyRest(transaction)
      let device = try device(replica, in: transaction)
      guard device.status == .active else { throw .outOfUse }
      try requireCoordinator(person, ofSpacesOf: device, transaction)
      let met = try transaction.incarnations(of: replica).filter {
        $0.previous != nil && (incarnation == nil || $0.writer.incarnation == incarnation)
      }
      guard !met.isEmpty else { throw .unknownCopy }
      let waiting = met.filter { $0.status == .waiting }
      let copies = try self.copies(from: transaction)
      var admitted: [IncarnationRecord] = []
      for var life in waiting {
        (life.status, life.decidedBy, life.decided) = (.admitted, person, environment.now())
        try transaction.save(life)
        try tell(of: life, transaction)
        admitted.append(life)
      }
      if !admitted.isEmpty { try note(admitted.map { .admission($0) }, transaction) }
      return copies.filter { copy in waiting.contains { $0.writer == copy.writer } }
    }
  }

  func requireCoordinator(
    _ person: PersonID, ofSpacesOf device: DeviceRecord, _ store: any RegionReading
  ) throws(RegionError) {
    for space in try store.spaces(everOf: device.person)
    where try store.isCoordinator(person, of: space.number) {
      return
    }
    throw .notCoordinator
  }

  func copies(from store: any RegionReading) throws(RegionError) -> [RegionStatus.Copy] {
    let waiting = try store.waitingIncarnations()
    guard !waiting.isEmpty else { return [] }
    let devices = try self.devices(from: store)
    return waiting.compactMap { life in
      guard
        let device = devices.first(where: { $0.replica == life.writer.replica }),
        device.status == .active
      else { return nil }
      return RegionStatus.Copy(
        device: device, incarnation: life.writer.incarnation, previous: life.previous,
        since: life.seen, changes: life.changes)
    }
  }

  // MARK: In the log

  /// Begins the streams of a life that was let go on, in each space where it has none yet: with a word in
  /// the log, by which the devices that wait with what it wrote hear of it.
  func tell(
    of life: IncarnationRecord, _ transaction: any RegionWriting
  ) throws(RegionError) {
    guard let device = try transaction.device(life.writer.replica) else { return }
    for space in try transaction.spaces(everOf: device.person)
    where try transaction.stream(life.writer, in: space.number) == nil {
      var log = SpaceLog(space, environment, limits)
      let actor = try transaction.decider(life.decidedBy, in: space.number)
      try log.append(
        .admission(life.entry(actor: actor)), received: environment.now(), to: transaction)
      let genesis = StreamTip(
        startOf: life.writer, in: space.id, hashing: environment.hashing)
      _ = try transaction.addStream(life.writer, in: space.number, tip: genesis.tip)
      try log.save(to: transaction)
    }
  }

  // MARK: Meeting them

  /// Writes down which lives a device says that it has, should that be news: before it has written
  /// anything, so that a copy is asked about as soon as it comes. What cannot be written now is with the
  /// next request.
  func noteLives(_ request: SyncRequest, of device: Device) async {
    var said = SaidLives(of: device.replica)
    for space in request.spaces { said.add(space.streams) }
    guard !said.isEmpty else { return }
    let found = said
    let most = admitsCopies ? 0 : limits.waitingCopies
    let isNews = try? store.look { store throws(RegionError) in
      let lives = Lives(records: try store.incarnations(of: device.replica))
      return !found.news(to: lives, at: 0, most: most).isEmpty
    }
    guard isNews == true else { return }
    try? await write(cost: 256) { [self] transaction throws(RegionError) in
      try requireInUse(device, transaction)
      let lives = Lives(records: try transaction.incarnations(of: device.replica))
      for life in found.news(to: lives, at: environment.now(), most: most) {
        try transaction.save(life)
      }
    }
  }

  // MARK: After the database was put back

  /// Lets a life go on that was let go on before, and with it the one that was there then.
  func obey(
    _ admission: IncarnationRecord, _ transaction: any RegionWriting
  ) throws(RegionError) {
    let lives = Lives(records: try transaction.incarnations(of: admission.writer.replica))
    guard try transaction.device(admission.writer.replica) != nil,
      lives.record(of: admission.writer)?.status != .admitted
    else { return }
    if let previous = admission.previous {
      let before = Writer(replica: admission.writer.replica, incarnation: previous)
      if lives.record(of: before) == nil {
        try transaction.save(
          IncarnationRecord(
            writer: before, status: .admitted, previous: nil, seen: admission.seen))
      }
    }
    try transaction.save(admission)
    try tell(of: admission, transaction)
  }
}

/// The lives that a device says it has, with how much each has written in all spaces.
private struct SaidLives {
  private let replica: ReplicaID
  private var order: [Writer] = []
  private var changes: [Writer: UInt64] = [:]

  init(of replica: ReplicaID) { self.replica = replica }

  var isEmpty: Bool { order.isEmpty }

  mutating func add(_ tips: [StreamTip]) {
    for tip in tips where tip.writer.replica == replica {
      if changes[tip.writer] == nil { order.append(tip.writer) }
      let sum = (changes[tip.writer] ?? 0) + tip.counter
      changes[tip.writer] = min(sum, Limits.counter)
    }
  }

  /// What is to be written down, given what is known.
  ///
  /// - Parameter most: how many that wait are kept.
  func news(to lives: Lives, at time: UInt64, most: Int) -> [IncarnationRecord] {
    var lives = lives
    var news: [IncarnationRecord] = []
    for writer in order {
      let count = changes[writer] ?? 0
      guard var known = lives.record(of: writer) else {
        let met = lives.met(writer, changes: count, at: time)
        guard met.status == .admitted || lives.waiting < most else { continue }
        lives = Lives(records: lives.records + [met])
        news.append(met)
        continue
      }
      guard known.status == .waiting, known.changes != count else { continue }
      known.changes = count
      news.append(known)
    }
    return news
  }
}

extension RegionError {
  static let unknownCopy = RegionError(
    .unknownCopy, "no copy of that device has come: schakeld device copies shows those that wait")
  static let outOfUse = RegionError(
    .deviceRevoked, "this device was taken out of use, and so are its copies: none of them goes on")
}
