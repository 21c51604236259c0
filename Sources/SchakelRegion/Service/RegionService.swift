public import SchakelCore
public import SchakelStore
import Synchronization

/// A region: what it takes in, gives out and knows, without a word of HTTP.
///
///     let service = try await RegionService(store: store, environment: environment)
///     let team = try await service.found(name: "Noord", firstSpace: "Team West")
///     let code = try await service.invite(…)
///     …
///     try await service.beginServing()
///     guard let device = try await service.authenticate(token: token) else { … }
///     let answer = try await service.sync(request, from: device)
///
/// *Invariant*: what an answer confirms is on the disk; and nothing is decided outside the log.
///
/// The service holds no state that matters: the store is asked each time, so that a second process
/// on the same file (the operator's commands) is seen at once. Pushes are parsed, hashed and
/// verified on the caller's thread, and then wait for the one writing thread of the store.
public final class RegionService: Sendable {
  let store: any RegionStore
  let environment: RegionEnvironment
  let limits: RegionLimits
  let meter: @Sendable (RegionEvent) -> Void
  /// The versions of the protocol that are spoken here.
  let versions: ClosedRange<UInt64>
  let contacts = Contacts()
  let firstUses = FirstUses()
  /// Of those whose changes are taken in: each person one at a time, and as many people as come.
  let intakeTurns = TurnLine(places: .max, share: 1)
  let largePushes = WorkThreads(label: "schakel.region.push")
  /// Makes up challenges for devices that are not there; drawn when first needed.
  let decoy = Mutex<[UInt8]?>(nil)
  /// What has to outlast the store; nil where nothing does, as in a test.
  let ledger: RegionLedger?
  /// Whether a store that was put back may go on without its ledger.
  let acceptsMissingLedger: Bool
  /// Whether a copy of a device, or one that was put back, goes on without a coordinator's yes.
  let admitsCopies: Bool
  /// Whether store and ledger are still to be brought together.
  private let needsLedger: Mutex<Bool>
  /// The epoch in which the store was put back, copied or moved, until another has begun.
  private let endedEpoch: Mutex<EpochID?>

  /// Puts a region's services on its store. This writes nothing, so that a backup may be looked
  /// into: a store that was put back, copied or moved gets its new epoch with the first write.
  ///
  /// - Parameters:
  ///   - ledger: what has to outlast the store. Without one, a store that is put back has forgotten what
  ///     was erased and revoked since.
  ///   - acceptsMissingLedger: whether a store that was put back may go on without its ledger. It is then
  ///     closed: nothing is given out before a coordinator opens it.
  ///   - admitsCopies: whether a device whose database was copied or put back goes on by itself. Else
  ///     nothing of it is taken before a coordinator agrees (``admit(_:only:by:)``).
  ///   - meter: is called with what the region and its store do, from any thread and in the midst of
  ///     it: it counts, and returns.
  public convenience init(
    store: any RegionStore, environment: RegionEnvironment, limits: RegionLimits = RegionLimits(),
    ledger: RegionLedger? = nil, acceptsMissingLedger: Bool = false, admitsCopies: Bool = false,
    meter: @escaping @Sendable (RegionEvent) -> Void = { _ in }
  ) async throws(RegionError) {
    try await self.init(
      store: store, environment: environment, limits: limits, ledger: ledger,
      acceptsMissingLedger: acceptsMissingLedger, admitsCopies: admitsCopies, meter: meter,
      versions: ProtocolVersion.minimum...ProtocolVersion.current)
  }

  init(
    store: any RegionStore, environment: RegionEnvironment, limits: RegionLimits,
    ledger: RegionLedger? = nil, acceptsMissingLedger: Bool = false, admitsCopies: Bool = false,
    meter: @escaping @Sendable (RegionEvent) -> Void, versions: ClosedRange<UInt64>
  ) async throws(RegionError) {
    self.ledger = ledger
    self.acceptsMissingLedger = acceptsMissingLedger
    self.admitsCopies = admitsCopies
    needsLedger = Mutex(ledger != nil)
    self.versions = versions
    self.store = store
    self.environment = environment
    self.limits = limits
    self.meter = meter
    store.measure(meter)
    var ended: EpochID?
    if store.wasPutBack {
      ended = try await store.read { store throws(RegionError) in try store.region()?.epoch }
    }
    endedEpoch = Mutex(ended)
  }

  /// Makes ready to serve: a store that was put back, copied or moved gets its new epoch before
  /// anybody is answered, and one that cannot be written is found out. Answers the region's name.
  /// - Throws: `notFounded`; `storage`, also when only the mark beside the database cannot be
  ///   written.
  @discardableResult
  public func beginServing() async throws(RegionError) -> String {
    try await write(cost: 0) { [self] transaction throws(RegionError) in
      try region(from: transaction).name
    }
  }

  /// Writes, in a new epoch if the old one has ended, and with all obeyed that is in the ledger: one
  /// transaction. Another process may have begun an epoch meanwhile, which then does for this one too.
  func write<Value: Sendable>(
    cost: Int, _ body: @escaping @Sendable (any RegionWriting) throws(RegionError) -> Value
  ) async throws(RegionError) -> Value {
    let ended = endedEpoch.withLock(\.self)
    let needsLedger = needsLedger.withLock(\.self)
    guard ended != nil || needsLedger else { return try await store.write(cost: cost, body) }
    let value = try await store.write(cost: cost) { [self] transaction throws(RegionError) in
      if let ended, try transaction.region()?.epoch == ended { try beginEpoch(in: transaction) }
      if needsLedger { try settleLedger(transaction) }
      return try body(transaction)
    }
    endedEpoch.withLock { $0 = nil }
    self.needsLedger.withLock { $0 = false }
    return value
  }

  /// Calls `body` after each commit that moved spaces, once those who wrote are answered. It is
  /// called on the writing thread: it notes, and returns.
  public func whenMoved(_ body: @escaping @Sendable ([SpaceID]) -> Void) {
    store.whenMoved(body)
  }

  /// Calls those bodies too if another process moved spaces since this was last asked. The first
  /// time only notes where things stand. Cheap enough to ask every second.
  public func lookForOthers() async throws(RegionError) { try await store.lookForOthers() }

  /// Reads all that the store keeps, beside requests, and says whether its file is whole. Cancelling
  /// the task stops it, which throws `storage`.
  /// - Complexity: reads every page of the file.
  public func checkFile() async throws(RegionError) -> CheckReport { try await store.checkFile() }

  /// Writes all that the region keeps, as of one moment, into a file that is empty or not there, and
  /// says whether what was written is whole. The region goes on meanwhile. Its key is not in it.
  public func backUp(to path: String) async throws(RegionError) -> CheckReport {
    try await store.backUp(to: path)
  }

  /// Lets what is under way finish, then closes the store.
  public func close() throws(RegionError) { try store.close() }
}

/// When devices were last heard, to within an interval, so that a device which asks every second
/// does not cost a write every second.
final class Contacts: Sendable {
  private let times = Mutex<[ReplicaID: UInt64]>([:])

  /// Whether the contact is worth writing down; if so, it counts as written.
  func isDue(_ replica: ReplicaID, at time: UInt64, interval: UInt64) -> Bool {
    guard interval < .max else { return false }
    return times.withLock { times in
      if let last = times[replica], time >= last, time - last < interval { return false }
      times[replica] = time
      return true
    }
  }
}
