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
  /// not to a request that is under way either, but for an audit file that is being made; and nothing
  /// that it seals is taken, whoever brings it. What was accepted before stands. Its person's other
  /// devices are not concerned. A backup from before knows nothing of it.
  ///
  /// The log of every space that the person was ever in says so, since whoever checks an audit asks
  /// what each device might do at each place.
  ///
  /// - Returns: the device as it stands now, and whether that is news.
  /// - Throws: `unknownDevice`.
  public func revoke(
    _ replica: ReplicaID
  ) async throws(RegionError) -> (device: RegionStatus.Device, isNews: Bool) {
    try await takeOut(replica, as: .revoked)
  }

  /// A device is taken out of use once; that it is to be emptied may be decided later.
  func takeOut(
    _ replica: ReplicaID, as status: LogEntry.Device.Status
  ) async throws(RegionError) -> (device: RegionStatus.Device, isNews: Bool) {
    let isNews = try await write(cost: 4_096) { [self] transaction throws(RegionError) in
      var device = try device(replica, in: transaction)
      guard device.status.rawValue < status.rawValue else { return false }
      device.status = status
      device.decided = environment.now()
      try transaction.save(status: device.status, decided: device.decided, of: replica)
      try tell(of: device, transaction)
      try note([.device(device.entry)], transaction)
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

  /// Those of some devices that were not let in, or were taken out of use since.
  public func notInUse(
    of replicas: [ReplicaID]
  ) async throws(RegionError) -> [ReplicaID] {
    try await store.read { store throws(RegionError) in
      var found: [ReplicaID] = []
      for replica in replicas where try store.device(replica)?.status != .active {
        found.append(replica)
      }
      return found
    }
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

  func tell(
    of device: DeviceRecord, _ transaction: any RegionWriting
  ) throws(RegionError) {
    for space in try transaction.spaces(everOf: device.person) {
      var log = SpaceLog(space, environment, limits)
      try log.append(.device(device.entry), received: device.decided, to: transaction)
      try log.save(to: transaction)
    }
  }
}
