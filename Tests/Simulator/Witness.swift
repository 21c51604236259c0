import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting

/// What was promised so far, noted apart from whoever promised it.
struct Witness {
  /// How far each device's own streams had come when its last call returned.
  private var written: [Int: [SpaceID: [Writer: UInt64]]] = [:]
  /// How far each stream had come that a device was told the region has.
  private var acknowledged: [SpaceID: [Writer: UInt64]] = [:]
  private var acknowledgedInCopy: [SpaceID: [Writer: UInt64]] = [:]

  mutating func note(_ device: TestDevice, _ index: Int) throws {
    written[index] = try Self.ownStreams(of: device)
  }

  /// The device's files were put back.
  mutating func forget(_ index: Int) { written[index] = nil }

  /// What the device still has to know after its machine stopped; a finding where it does not.
  ///
  /// It gives dots up that the region has other changes under; what it wrote there has to be on record,
  /// and said again under others or in the tray.
  func check(_ device: TestDevice, _ index: Int) throws -> String? {
    let now = try Self.ownStreams(of: device)
    for (space, streams) in written[index] ?? [:] {
      let here = now[space] ?? [:]
      for (writer, counter) in streams where here[writer] ?? 0 < counter {
        let kept = here[writer] ?? 0
        let elsewhere = try Self.givenUp(by: device, in: space)
        let isLost = (kept + 1...counter).contains {
          !elsewhere.contains(Dot(writer: writer, counter: $0))
        }
        guard isLost else { continue }
        return "device \(index) lost what it had written after \(kept) of \(counter) in "
          + writer.text
      }
    }
    return nil
  }

  /// The dots of changes that gave way to others, and that are said elsewhere.
  private static func givenUp(by device: TestDevice, in space: SpaceID) throws -> Set<Dot> {
    let replica = device.replica
    let tray = try replica.tray()
    // Of a space that its person left nothing is here but what the region does not have.
    if try replica.spaces().contains(where: { $0.id == space && !$0.role.mayRead }) {
      return Set(tray.filter { $0.reason == .leftSpace }.map(\.dot))
    }
    var said = Set(tray.map(\.dot))
    for run in try replica.exportBundle(of: space, signer: device.signer).bundle.runs {
      for item in run.changes {
        guard let origin = (try? Change(encoded: item, writer: run.writer))?.header.origin,
          case .change(let dot, _) = origin
        else { continue }
        said.insert(dot)
      }
    }
    return said.intersection(try replica.status().forks.map(\.dot))
  }

  /// The region said that it has all that the device wrote in the spaces where nothing waits.
  mutating func acknowledge(_ device: TestDevice, _ report: SyncReport) throws {
    let own = try Self.ownStreams(of: device)
    for space in report.standing.spaces where space.waiting == 0 && space.mayRead {
      for (writer, counter) in own[space.id] ?? [:] {
        let before = acknowledged[space.id, default: [:]][writer] ?? 0
        acknowledged[space.id, default: [:]][writer] = max(before, counter)
      }
    }
  }

  /// The region has its streams so far, and said so.
  mutating func acknowledge(_ ends: [Writer: UInt64], in space: SpaceID) {
    acknowledged[space, default: [:]].merge(ends) { max($0, $1) }
  }

  mutating func copyRegion() { acknowledgedInCopy = acknowledged }
  mutating func restoreRegion() { acknowledged = acknowledgedInCopy }

  /// What the region's file lacks of what it acknowledged, read past all of its code.
  func checkRegion(_ path: String) throws -> String? {
    var kept: [SpaceID: [Writer: UInt64]] = [:]
    let connection = try Connection(path, mode: .readOnly)
    let rows = try connection.prepare(
      "SELECT p.id, s.replica, s.incarnation, s.counter FROM stream s JOIN space p ON p.number = s.space"
    ).all { row throws(SQLiteError) in
      (
        UInt64(bitPattern: try row.int64(at: 0)), UInt64(bitPattern: try row.int64(at: 1)),
        UInt32(truncatingIfNeeded: try row.int64(at: 2)), UInt64(try row.int64(at: 3))
      )
    }
    try connection.close()
    for (space, replica, incarnation, counter) in rows {
      let writer = Writer(
        replica: ReplicaID(rawValue: replica), incarnation: Incarnation(rawValue: incarnation))
      kept[SpaceID(rawValue: space), default: [:]][writer] = counter
    }
    for (space, streams) in acknowledged {
      for (writer, counter) in streams where kept[space]?[writer] ?? 0 < counter {
        return "the region lost what it had acknowledged up to \(counter) of \(writer.text)"
      }
    }
    return nil
  }

  private static func ownStreams(
    of device: TestDevice
  ) throws -> [SpaceID: [Writer: UInt64]] {
    var streams: [SpaceID: [Writer: UInt64]] = [:]
    for space in try device.replica.spaces() {
      for entry in try device.replica.vector(of: space.id).entries
      where entry.writer.replica == device.replica.identity.replica {
        streams[space.id, default: [:]][entry.writer] = entry.counter
      }
    }
    return streams
  }
}
