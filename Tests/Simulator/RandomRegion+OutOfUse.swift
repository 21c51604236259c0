import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

// Devices that are taken out of use in the midst of everything: what the region had of them stands, and
// what they bring later is kept for a coordinator and shown to nobody.
extension RandomRegion {
  /// So many stay in use.
  private static let least = 2

  /// A device is lost, with notes on it that nobody else has; its person may get another.
  mutating func takeOutOfUse(_ index: Int) async throws {
    guard let decisions, !isOut(index), inUse.count > Self.least else { return }
    for _ in 0..<random.below(5) {
      devices[index].clock.advance(86_400_000)
      try create(on: index)
    }
    let replica = devices[index].replica.identity.replica
    var places: [SpaceID: [Writer: UInt64]] = [:]
    for space in spaces { places[space] = try await regionLog(of: space).ends(of: replica) }
    let coordinator = random.below(2) == 0 ? decisions.coordinators[0] : nil
    story.append("\(index) is taken out of use")
    _ = try await region.service.revoke(replica, by: coordinator)
    for other in devices.indices where devices[other].replica.identity.replica == replica {
      self.decisions?.takeOut(other, at: places)
    }
    watchOver()
    // A copy of the region that takes over would not know a device that came later.
    if !carried.losesRegion, random.below(2) == 0 { try await welcome(owners[index]) }
  }

  // MARK: When all is well

  /// What the region holds for a coordinator, and what a device that is out of use took back or said
  /// again itself: it alone has that from its own hand.
  func heldDots() async throws -> Set<Dot> {
    var dots: Set<Dot> = []
    for space in spaces { dots.formUnion(try await regionLog(of: space).held) }
    for index in devices.indices where isOut(index) {
      let replica = devices[index].replica.identity.replica
      for run in try runs(of: devices[index]) where run.writer.replica == replica {
        for item in run.changes {
          guard let change = try? Change(encoded: item, writer: run.writer) else { continue }
          dots.formUnion(change.header.sources)
        }
      }
    }
    return dots
  }

  /// What is not as it should be with a device that is out of use, or nil.
  func outOfUseFault() async throws -> String? {
    for (index, places) in (decisions?.out ?? [:]).sorted(by: { $0.key < $1.key }) {
      let device = devices[index]
      let replica = device.replica.identity.replica
      if try region.service.isInUse(replica) {
        return "the region forgot that device \(index) was taken out of use"
      }
      let report = try await device.sync(exchanges: Self.exchangeLimit)
      if report.isSynchronised { return "device \(index), out of use, says it is synchronised" }
      // Who left a space before that does not hear that its person came back: it goes on saying what waits.
      let waiting = report.standing.spaces.filter(\.mayRead).reduce(0) { $0 + $1.waiting }
      if waiting > 0 {
        return "device \(index), out of use, ends with \(waiting) that wait"
      }
      for space in spaces {
        let log = try await regionLog(of: space)
        if let fault = try await fault(of: index, in: space, log, after: places[space] ?? [:]) {
          return fault
        }
      }
    }
    return nil
  }

  private func fault(
    of index: Int, in space: SpaceID, _ log: RegionLog, after places: [Writer: UInt64]
  ) async throws -> String? {
    let device = devices[index]
    let replica = device.replica.identity.replica
    let late = try log.readable.first {
      $0.writer.replica == replica && $0.dot.counter > places[$0.writer] ?? 0
    }
    if let late {
      return "the region took \(late.dot.text) of device \(index), which is out of use"
    }
    if try device.replica.spaces().contains(where: { $0.id == space && $0.role.mayRead }) {
      let bundle = try device.replica.exportBundle(of: space, signer: device.signer).bundle
      for run in bundle.runs where run.writer.replica == replica {
        let dots = run.changes.indices.map {
          Dot(writer: run.writer, counter: run.first + UInt64($0))
        }
        if let dot = dots.first(where: { !log.has($0) }) {
          return "device \(index), out of use, says that nothing waits, and has \(dot.text) alone"
        }
      }
    }
    let kept = try heldRows(region.folder + "/region.sqlite")
    let lost = log.held.filter { $0.writer.replica == replica }.subtracting(kept)
      .subtracting(try withoutWords(on: index, log))
    return lost.min().map { "the region said that it holds \($0.text), and has no words of it" }
  }

  /// What the region need not have the words of: what orders name, and what it refused before it was put back
  /// and others told it of.
  private func withoutWords(on index: Int, _ log: RegionLog) throws -> Set<Dot> {
    var without = Set(log.named.keys)
    guard regionWasPutBack else { return without }
    for run in try runs(of: devices[index]) {
      for item in run.changes {
        guard let change = try? Change(encoded: item, writer: run.writer) else { continue }
        // Others brought the refusal back before the device came by, which has the words itself.
        if change.content != nil { without.insert(change.dot) }
      }
    }
    return without
  }

  /// The changes that the region keeps for a coordinator, or was told to erase, read past all of its
  /// code.
  private func heldRows(_ path: String) throws -> Set<Dot> {
    let connection = try Connection(path, mode: .readOnly)
    let dots = try connection.prepare(
      "SELECT replica, incarnation, counter FROM held WHERE bytes IS NOT NULL OR outcome <> 0"
    ).all { row throws(SQLiteError) in
      Dot(
        writer: Writer(
          replica: ReplicaID(rawValue: UInt64(bitPattern: try row.int64(at: 0))),
          incarnation: Incarnation(rawValue: UInt32(truncatingIfNeeded: try row.int64(at: 1)))),
        counter: UInt64(try row.int64(at: 2)))
    }
    try connection.close()
    return Set(dots)
  }
}
