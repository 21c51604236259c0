import SchakelCore
import SchakelStore
import Synchronization

/// Notices what other processes wrote into the database: the operator's commands, beside a server
/// that runs.
///
/// The data version of a connection changes only with what others commit
/// (https://www.sqlite.org/pragma.html#pragma_data_version). Asked on the one connection that
/// writes, it says nothing of this store's own commits, and costs one statement. Only where it
/// changed are the spaces' positions compared; some that this store moved itself may then be named
/// as well, which is one event too many and no harm.
final class OtherWriters: Sendable {
  private struct Sight {
    let version: Int64
    let positions: [SpaceID: UInt64]
  }

  private let last = Mutex<Sight?>(nil)

  /// The spaces that moved since this was last asked, should others have written since; none when
  /// it is asked for the first time.
  func moved(on writer: Connection) throws(RegionError) -> [SpaceID] {
    let version = try version(on: writer)
    let before = last.withLock(\.self)
    guard before?.version != version else { return [] }
    let spaces = try SQLiteRegionView(writer).spaces()
    let positions = Dictionary(spaces.map { ($0.id, $0.position) }) { first, _ in first }
    last.withLock { $0 = Sight(version: version, positions: positions) }
    guard let before else { return [] }
    return spaces.filter { before.positions[$0.id] != $0.position }.map(\.id)
  }

  private func version(on writer: Connection) throws(RegionError) -> Int64 {
    do throws(SQLiteError) {
      return try writer[.dataVersion].first { row throws(SQLiteError) in try row.int64(at: 0) } ?? 0
    } catch {
      throw RegionError(error)
    }
  }
}

extension SQL {
  fileprivate static let dataVersion = SQL("PRAGMA data_version")
}
