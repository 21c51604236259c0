public import SchakelCore

// What an operator does to devices that were let in.
extension RegionService {
  /// Gives a device another name, for lists and for whoever reads an audit.
  /// - Throws: `unknownDevice`; `invalidInput` for a name that is empty or too long.
  public func rename(_ replica: ReplicaID, to name: String) async throws(RegionError) {
    try check(name, "the device's name")
    try await write(cost: 64) { [self] transaction throws(RegionError) in
      _ = try device(replica, in: transaction)
      try transaction.save(name: name, of: replica)
    }
  }

  /// Takes a device out of use, for good: from the moment that this returns its token gives no access,
  /// not to a request that is under way either, but for an audit file that is being made; and what it
  /// sealed and the region has not heard is held for a coordinator (``heldChanges(_:for:)``), whoever
  /// brings it and whatever the device's clock said. What was accepted before stands, also where a
  /// region that was put back gets it again. Its person's other devices are not concerned.
  ///
  /// The log of every space that the person was ever in says so, since whoever checks an audit asks
  /// what each device might do at each place.
  ///
  /// - Parameter person: who decides it, a coordinator of a space that the device's person is or was in;
  ///   nil for the operator. The logs of the spaces that they coordinate name them.
  /// - Returns: the device as it stands now, and whether that is news.
  /// - Throws: `unknownDevice`; `notCoordinator`.
  public func revoke(
    _ replica: ReplicaID, by person: PersonID? = nil
  ) async throws(RegionError) -> (device: RegionStatus.Device, isNews: Bool) {
    try await takeOut(replica, as: .revoked, by: person)
  }

  /// A device is taken out of use once; that it is to be emptied may be decided later.
  func takeOut(
    _ replica: ReplicaID, as status: LogEntry.Device.Status, by person: PersonID?
  ) async throws(RegionError) -> (device: RegionStatus.Device, isNews: Bool) {
    let isNews = try await write(cost: 4_096) { [self] transaction throws(RegionError) in
      let device = try device(replica, in: transaction)
      if let person { try requireCoordinator(person, ofSpacesOf: device, transaction) }
      guard device.status.rawValue < status.rawValue else { return false }
      let entry = try takeOut(
        device, as: status, by: person, at: environment.now(), transaction)
      try note([entry], transaction)
      return true
    }
    guard let device = try devices().first(where: { $0.replica == replica })
    else { throw .unknownDevice }
    return (device: device, isNews: isNews)
  }

  /// Whether a token is that of a device which was taken out of use.
  ///
  /// - Parameter token: the ASCII bytes of `Enrolment.token`.
  public func wasRevoked(token: [UInt8]) throws(RegionError) -> Bool {
    let hash = Secret.token(token).hash(environment.hashing)
    return try store.look { store throws(RegionError) in
      try store.device(token: hash).map { $0.status != .active } ?? false
    }
  }

  /// Asked in each transaction that takes anything from a device or gives it anything: it was let
  /// through when its request began, which may be a while ago.
  func requireInUse(
    _ device: Device, _ store: any RegionReading
  ) throws(RegionError) {
    guard let standing = try store.standing(of: device.replica) else { return }
    if standing.status != .active { throw .deviceRevoked }
    if standing.isClosed { throw .closed }
  }

  /// The same for a device that hands in what it still has.
  func requireRevoked(
    _ device: Device, _ store: any RegionReading
  ) throws(RegionError) {
    guard let standing = try store.standing(of: device.replica), standing.status == .revoked
    else { throw .noAccess }
    if standing.isClosed { throw .closed }
  }

  /// Those of some devices that were not let in, or were taken out of use since.
  public func notInUse(
    of replicas: [ReplicaID]
  ) async throws(RegionError) -> [ReplicaID] {
    var found: [ReplicaID] = []
    for some in replicas.parted {
      try store.look { store throws(RegionError) in
        for replica in some where try store.device(replica)?.status != .active {
          found.append(replica)
        }
      }
      await Task.yield()
    }
    return found
  }

  /// Whether a device was let in and not taken out of use since.
  public func isInUse(_ replica: ReplicaID) throws(RegionError) -> Bool {
    try store.look { store throws(RegionError) in
      try store.device(replica)?.status == .active
    }
  }

  /// A device of a person's; the region itself is none.
  func device(
    _ replica: ReplicaID, in transaction: any RegionWriting
  ) throws(RegionError) -> DeviceRecord {
    guard replica != environment.identity.replica, let device = try transaction.device(replica)
    else { throw .unknownDevice }
    return device
  }

  /// The one way in which a device is taken out of use: written down, and in the log of every space that
  /// its person was ever in, with how far its streams had come there. That the ledger has it is for the
  /// caller to see to.
  ///
  /// - Parameters:
  ///   - person: the coordinator who decided that; nil for the operator.
  ///   - time: when that was decided, milliseconds since 1970 (UTC).
  ///   - known: how far they had come, as somebody else wrote it down: what is here may be less.
  /// - Returns: what the ledger has to say.
  func takeOut(
    _ device: DeviceRecord, as status: LogEntry.Device.Status, by person: PersonID?,
    at time: UInt64,
    known: [(space: SpaceID, tips: [StreamTip])] = [], _ transaction: any RegionWriting
  ) throws(RegionError) -> LedgerEntry.Content {
    let wasActive = device.status == .active
    var device = device
    (device.status, device.decidedBy, device.decided) = (status, person, time)
    try transaction.save(status: status, by: person, decided: time, of: device.replica)
    // What it invited to and nobody used yet is good no more: it may have been lost with its codes.
    try transaction.removeInvitations(madeFrom: device.replica)
    // Also of spaces that the person comes into by what the ledger says next.
    for each in known {
      guard let space = try transaction.space(each.space) else { continue }
      try transaction.save(accepted: each.tips, in: space.number)
    }
    for space in try transaction.spaces(everOf: device.person) {
      if wasActive {
        let tips = try transaction.streams(of: device.replica, in: space.number)
          .filter { $0.counter > 0 }.map(\.streamTip)
        try transaction.save(accepted: tips, in: space.number)
      }
      var log = SpaceLog(space, environment, limits)
      let entry = try device.entry(in: space.number, from: transaction)
      try log.append(.device(entry), received: time, to: transaction)
      try log.save(to: transaction)
    }
    return try ledgerEntry(of: device, transaction)
  }

  /// What the ledger says of a device that is in use no more.
  func ledgerEntry(
    of device: DeviceRecord, _ store: any RegionReading
  ) throws(RegionError) -> LedgerEntry.Content {
    var accepted: [(space: SpaceID, tips: [StreamTip])] = []
    for space in try store.spaces(everOf: device.person) {
      let tips = try store.acceptedTips(of: device.replica, in: space.number)
      if !tips.isEmpty { accepted.append((space: space.id, tips: tips)) }
    }
    return .device(device.entry(), accepted)
  }
}

extension Array {
  /// In parts of so many look-ups as may hold up a thread: what they are for cannot wait for a turn to read.
  var parted: [ArraySlice<Element>] {
    stride(from: 0, to: count, by: 64).map { self[$0..<Swift.min($0 + 64, count)] }
  }
}
