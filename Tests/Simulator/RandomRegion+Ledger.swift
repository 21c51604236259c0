import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

/// Who wrote what, and where it must still be: kept beside the devices, which it asks for no more
/// than what they show.
struct Ledger {
  typealias Holding = RandomRegion.Holding

  /// What each device wrote and has not lost by getting an older copy back.
  private(set) var written: [Int: Set<Holding>] = [:]
  /// What the region acknowledged, and has not lost either.
  private(set) var acknowledged: Set<Holding> = []
  private var copies: [Int: Set<Holding>] = [:]
  private var regionCopy: Set<Holding> = []

  /// All that no accident has touched.
  var safe: Set<Holding> { written.values.reduce(acknowledged) { $0.union($1) } }

  mutating func note(_ holdings: Set<Holding>, by device: Int) {
    written[device, default: []].formUnion(holdings)
  }

  /// - Parameter tray: what of it the region refused, under whatever dot: that was not taken.
  mutating func acknowledge(by device: Int, but tray: (Holding) -> Bool) {
    acknowledged.formUnion((written[device] ?? []).filter { !tray($0) })
  }

  mutating func copy(_ device: Int) { copies[device] = written[device] ?? [] }
  mutating func restore(_ device: Int) { written[device] = copies[device] ?? [] }
  mutating func copyRegion() { regionCopy = acknowledged }
  mutating func restoreRegion() { acknowledged = regionCopy }
}

extension RandomRegion {
  mutating func noteWritten(on index: Int) throws {
    let replica = devices[index].replica.identity.replica
    let own = try holdings(of: devices[index]).filter { $0.dot.writer.replica == replica }
    ledger.note(own, by: index)
  }

  /// What holds wherever a device says that it is synchronised: the region has each change that the
  /// device would hand on, or has refused it; and both have the same documents.
  mutating func checkTruth(of index: Int, after report: SyncReport) async throws {
    let device = devices[index]
    if report.waiting == 0, report.ending == .complete {
      let said = try saidInTrays(of: [device])
      ledger.acknowledge(by: index) { said.contains(Said($0)) }
    }
    guard report.isSynchronised else { return }
    for space in try device.replica.spaces() where space.role.mayRead {
      let log = try await regionLog(of: space.id)
      let bundle = try device.replica.exportBundle(
        of: space.id, signer: device.signer
      ).bundle
      if let dot = bundle.runs.lazy.compactMap(log.lacks).first {
        findings.append("device \(index) says it is synchronised, and has \(dot.text) alone")
      }
      let here = try device.replica.fingerprint(of: space.id)
      if try await region.service.fingerprint(of: space.id) != here {
        findings.append("device \(index) says it is synchronised, and has other documents")
      }
    }
  }

  /// The region's log from when nothing was in it yet, as it tells it to Mallory.
  func regionLog(of space: SpaceID) async throws -> RegionLog {
    var log = RegionLog()
    var cursor = carried.beginnings[space]
    while true {
      let asked = cursor
      let answer = try await ask(of: space) { $0.cursor = asked }
      guard let part = answer.spaces.first(where: { $0.space == space }) else { return log }
      for entry in part.entries { log.add(entry) }
      guard part.more, part.bootstrap == nil, part.cursor != cursor else { return log }
      cursor = part.cursor
    }
  }

  /// What is left of runs on a device that is synchronised, and should not be.
  func leftover(on device: TestDevice) throws -> String? {
    let connection = try Connection(device.replica.home + "/replica.sqlite")
    let stopped = try connection.prepare("SELECT count(*) FROM stopped_runs").all {
      row throws(SQLiteError) in try row.int64(at: 0)
    }
    let early = try connection.prepare(
      """
      SELECT count(*) FROM early_runs e JOIN streams t ON t.no = e.stream
      WHERE e.first <= t.counter + 1
      """
    ).all { row throws(SQLiteError) in try row.int64(at: 0) }
    try connection.close()
    if stopped != [0] { return "\(stopped) runs that stopped are left" }
    return early == [0] ? nil : "\(early) runs could be taken, and are kept aside"
  }
}

/// The changes in a region's log.
struct RegionLog {
  private var changes: [Dot: [UInt8]] = [:]
  private var voids: [Dot: VoidReason] = [:]
  /// What orders to erase name, each with the documents that they say it is in.
  private(set) var named: [Dot: Set<DocumentID>] = [:]
  /// How many entries there are.
  private(set) var count = 0

  mutating func add(_ entry: PulledEntry) {
    count += entry.count
    switch entry {
    case .changes(let run, _):
      for (index, bytes) in run.changes.enumerated() {
        changes[Dot(writer: run.writer, counter: run.first + UInt64(index))] = bytes
      }
    case .entry(.void(let void)): voids[void.dot] = void.reason
    case .entry(.erasure(let order)):
      for part in order.parts {
        for dot in part.dots { named[dot, default: []].insert(part.document) }
      }
    case .entry, .own: break
    }
  }

  func has(_ dot: Dot) -> Bool { changes[dot] != nil || voids[dot] != nil }

  /// Whether an order names it there.
  func isErased(_ dot: Dot, in document: DocumentID) -> Bool {
    named[dot]?.contains(document) == true
  }

  /// What was refused since its device is out of use.
  var held: Set<Dot> { Set(voids.filter { $0.value == .held }.keys) }

  /// How far each stream has come.
  var ends: [Writer: UInt64] {
    var ends: [Writer: UInt64] = [:]
    for dot in changes.keys { ends[dot.writer] = max(ends[dot.writer] ?? 0, dot.counter) }
    for dot in voids.keys { ends[dot.writer] = max(ends[dot.writer] ?? 0, dot.counter) }
    return ends
  }

  /// The same of one device.
  func ends(of replica: ReplicaID) -> [Writer: UInt64] {
    ends.filter { $0.key.replica == replica }
  }

  /// Those that were not refused, in the order of their dots.
  var readable: [Change] {
    get throws {
      try changes.filter { voids[$0.key] == nil }.sorted { $0.key < $1.key }
        .map { try Change(encoded: $0.value, writer: $0.key.writer) }
    }
  }

  /// The first change of a run that is not in the log as it is here, nor refused there.
  func lacks(_ run: ChangeRun) -> Dot? {
    for (index, item) in run.changes.enumerated() {
      let dot = Dot(writer: run.writer, counter: run.first + UInt64(index))
      if changes[dot] != item, voids[dot] == nil { return dot }
    }
    return nil
  }
}
