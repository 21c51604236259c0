public import SchakelCore

// What a database that was put back has forgotten, and obeys before anybody is answered.
extension RegionService {
  /// Writes what has to outlast the database into the ledger, inside the transaction that it belongs to:
  /// it is on the disk before that ends. Should the transaction not end well, the next one that asks finds
  /// the ledger ahead of the database, and obeys it first.
  func note(
    _ contents: [LedgerEntry.Content], _ transaction: any RegionWriting
  ) throws(RegionError) {
    guard let ledger else { return }
    if try ledger.end(environment) == nil, let place = try transaction.ledgerPlace() {
      // Somebody took it away meanwhile: all that it said is in the database.
      try transaction.save(
        ledger: try ledger.replace(
          after: place, with: try allThatOutlasts(transaction), environment))
    }
    try obeyRest(of: ledger, transaction)
    try transaction.save(ledger: try ledger.append(contents, environment))
  }

  /// Brings database and ledger together, once in the life of a process and before its first write.
  ///
  /// - The ledger goes on from where the database is: the rest of it is obeyed.
  /// - It does not, or is not there, and the database was not put back: it is written again from what
  ///   the database says, which has obeyed all of it.
  /// - It does not, and the database was put back: nothing is answered before somebody brings the
  ///   newest one, or accepts that it is lost.
  func settleLedger(_ transaction: any RegionWriting) throws(RegionError) {
    guard let ledger, try transaction.region() != nil else { return }
    let place = try transaction.ledgerPlace() ?? RegionLedger.beginning(environment)
    let found =
      store.wasPutBack
      ? try ledger.read(environment) : try ledger.mended(after: place, environment)
    if found?.rest(after: place) != nil { return try obeyRest(of: ledger, transaction) }
    if found == nil, place.count == 0, !store.wasPutBack { return }
    guard !store.wasPutBack || acceptsMissingLedger else {
      throw found == nil ? .ledgerMissing : .ledgerOlder
    }
    for entry in found?.entries ?? [] { try obey(entry.content, transaction) }
    // In the ledger too, which is on the disk before this transaction ends.
    let accepted: [LedgerEntry.Content] = store.wasPutBack ? [.accepted] : []
    if store.wasPutBack { try transaction.save(closed: true) }
    try transaction.save(
      ledger: try ledger.replace(
        after: place, with: accepted + allThatOutlasts(transaction), environment))
  }

  /// Obeys what the ledger says and the database has not heard. Before a space is read whose log is to
  /// be added to: what is obeyed here is added to it as well.
  func obeyRest(_ transaction: any RegionWriting) throws(RegionError) {
    guard let ledger, try ledger.end(environment) != nil else { return }
    try obeyRest(of: ledger, transaction)
  }

  private func obeyRest(
    of ledger: RegionLedger, _ transaction: any RegionWriting
  ) throws(RegionError) {
    let place = try transaction.ledgerPlace() ?? RegionLedger.beginning(environment)
    guard let end = try ledger.end(environment), end != place else { return }
    // Before anything is built on it: who wrote it may have ended before it was on the disk.
    try ledger.flush()
    guard let found = try ledger.read(environment), let last = found.places.last,
      let rest = found.rest(after: place)
    else { throw .ledgerOlder }
    for entry in rest { try obey(entry.content, transaction) }
    try transaction.save(ledger: last)
  }

  // MARK: Obeying

  /// Does what an entry says, unless it was done: an entry may be read any number of times.
  private func obey(
    _ content: LedgerEntry.Content, _ transaction: any RegionWriting
  ) throws(RegionError) {
    switch content {
    case .erasure(let record, let orders): try obey(record, orders, transaction)
    case .device(let device, let accepted): try obey(device, accepted, transaction)
    case .member(let space, let member): try obey(member, in: space, transaction)
    case .admission(let life): try obey(life, transaction)
    case .accepted: if store.wasPutBack { try transaction.save(closed: true) }
    case .marks, .anew: break
    }
  }

  private func obey(
    _ record: ErasureRecord, _ orders: [(space: SpaceID, order: LogEntry.Erasure)],
    _ transaction: any RegionWriting
  ) throws(RegionError) {
    let request = try approved(record, transaction)
    for space in try transaction.spaces() {
      var survey = ErasureSurvey(of: record.subject, in: space)
      try survey.read(from: transaction)
      var named = survey.named
      for each in orders where each.space == space.id {
        for part in each.order.parts { named[part.document, default: []].formUnion(part.dots) }
      }
      guard !named.isEmpty else { continue }
      var erasure = SpaceErasure(
        space, for: request, transaction: transaction, environment: environment, limits: limits)
      try erasure.erase(named)
    }
    if case .person(let person) = record.subject { try forget(person, request, transaction) }
  }

  /// The request as the database has it, or as it gets it now.
  private func approved(
    _ record: ErasureRecord, _ transaction: any RegionWriting
  ) throws(RegionError) -> ErasureRecord {
    let known = try transaction.erasures().first {
      $0.subject == record.subject && $0.requested == record.requested
    }
    guard var known else {
      let number = try transaction.add(record)
      // What others made of it was asked in the database that is gone.
      if record.decidedBy == environment.identity.person { try transaction.noteUnfollowed(number) }
      return try transaction.erasure(number) ?? record
    }
    (known.status, known.decidedBy, known.decided) = (.approved, record.decidedBy, record.decided)
    try transaction.save(known)
    return known
  }

  private func obey(
    _ device: LogEntry.Device, _ accepted: [(space: SpaceID, tips: [StreamTip])],
    _ transaction: any RegionWriting
  ) throws(RegionError) {
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.forgetsRevoked.isPlanted { return }
    #endif
    // A device's standing only ever gets worse, whatever clocks say.
    guard let row = try transaction.device(device.replica),
      row.status.rawValue < device.status.rawValue
    else { return }
    _ = try takeOut(
      row, as: device.status, by: device.actor, at: device.time, known: accepted, transaction)
  }

  private func obey(
    _ member: LogEntry.Member, in id: SpaceID, _ transaction: any RegionWriting
  ) throws(RegionError) {
    guard let space = try transaction.space(id), try transaction.person(member.person) != nil
    else { return }
    let row = try transaction.members(in: space.number, changedAfter: 0)
      .first { $0.person == member.person }
    guard row?.role ?? .none != member.role, row?.time ?? 0 <= member.time else { return }
    var log = SpaceLog(space, environment, limits)
    // At another place in the log than before: who gave it is said where they coordinate there as well,
    // since whoever checks the log asks that.
    let actor = try transaction.decider(member.actor, in: space.number)
    try write(
      LogEntry.Member(person: member.person, role: member.role, actor: actor, time: member.time),
      to: &log, received: environment.now(), transaction)
    // A copy from before the person joined has not told the space of their devices.
    if member.role.opens(after: row?.role) {
      try add(try transaction.devices(of: member.person), to: &log, transaction)
    }
    try log.save(to: transaction)
    try transaction.saveInvitations(of: member.person, to: space.number, as: member.role)
  }

  // MARK: All of it

  /// What a ledger has to hold for this database, for one that is written again.
  private func allThatOutlasts(
    _ store: any RegionReading
  ) throws(RegionError) -> [LedgerEntry.Content] {
    var contents: [LedgerEntry.Content] = []
    for record in try store.erasures() where record.status == .approved {
      contents.append(.erasure(record, try orders(for: record, store)))
    }
    for space in try store.spaces() {
      for member in try store.members(in: space.number, changedAfter: 0)
      where member.person != environment.identity.person {
        contents.append(.member(space.id, member.entry))
      }
    }
    // After the members: a device is taken out of use in each space that its person was ever in.
    for device in try store.devices() where device.status != .active {
      contents.append(try ledgerEntry(of: device, store))
    }
    for life in try store.admittedIncarnations() { contents.append(.admission(life)) }
    contents.append(.marks(try marks(store)))
    return contents
  }

  /// What a request named, by the orders in the logs.
  func orders(
    for record: ErasureRecord, _ store: any RegionReading
  ) throws(RegionError) -> [(space: SpaceID, order: LogEntry.Erasure)] {
    var orders: [(space: SpaceID, order: LogEntry.Erasure)] = []
    for space in try store.spaces() {
      for place in try store.erasureOrders(in: space.number, after: 0)
      where place.request == record.number {
        guard let entry = try store.entry(at: place.position, in: space.number),
          case .erasure(let order) = try LogEntry(entry)
        else { throw .damaged("the log has no order to erase at \(place.position)") }
        orders.append((space: space.id, order: order))
      }
    }
    return orders
  }

  func marks(_ store: any RegionReading) throws(RegionError) -> [LedgerEntry.Mark] {
    try store.spaces().map { LedgerEntry.Mark(space: $0.id, place: $0.head) }
  }

  /// Writes into the ledger how far the logs have come, so that whoever puts a backup back knows how
  /// much is to come from the devices. Where none moved since the last time nothing is written.
  public func markLedger() async throws(RegionError) {
    guard let ledger else { return }
    let now = try await store.read { [self] store throws(RegionError) in try marks(store) }
    let last = try ledger.read(environment)?.lastMarks
    guard last != now, !now.isEmpty else { return }
    try await write(cost: 256) { [self] transaction throws(RegionError) in
      try note([.marks(try marks(transaction))], transaction)
    }
  }

  /// Whether what the region signed last is under the key that it has now; true where it has not signed
  /// anything yet.
  public func isOfThisKey() async throws(RegionError) -> Bool {
    try await store.read { [environment] store throws(RegionError) in
      for space in try store.spaces() {
        guard let last = try store.lastCheckpoint(of: space) else { continue }
        return environment.verify(environment.publicKey, last.signedBytes, last.signature)
      }
      return true
    }
  }

  // MARK: Closed

  /// Whether the region gives nothing out, since it was put back without its ledger.
  public func isClosed() throws(RegionError) -> Bool {
    try store.look { store throws(RegionError) in try store.isClosed() }
  }

  /// Lets devices in again, on a coordinator's word that nothing is given out which had to go. The log of
  /// every space says so.
  ///
  /// - Returns: whether the region was closed.
  /// - Throws: `notCoordinator` for one who is no coordinator of any space.
  @discardableResult
  public func open(by person: PersonID) async throws(RegionError) -> Bool {
    try await write(cost: 256) { [self] transaction throws(RegionError) in
      try obeyRest(transaction)
      guard try transaction.isCoordinator(person) else { throw .notCoordinator }
      guard try transaction.isClosed() else { return false }
      try transaction.save(closed: false)
      let now = environment.now()
      for space in try transaction.spaces() {
        var log = SpaceLog(space, environment, limits)
        let actor = try transaction.decider(person, in: space.number)
        try log.append(.opening(.init(actor: actor, time: now)), received: now, to: transaction)
        try log.save(to: transaction)
      }
      return true
    }
  }
}

extension RegionLedger.Contents {
  /// How far the logs had come when that was last written.
  var lastMarks: [LedgerEntry.Mark]? {
    for entry in entries.reversed() {
      if case .marks(let marks) = entry.content { return marks }
    }
    return nil
  }
}
