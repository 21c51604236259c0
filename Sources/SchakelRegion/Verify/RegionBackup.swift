import SchakelCore
import SchakelStore

/// A backup of a region: a database that nobody serves, of which nothing is changed.
///
///     let backup = RegionBackup("/backups/region.sqlite", environment, ledger: ledger)
///     let found = try await backup.verify()
public struct RegionBackup: Sendable {
  private let path: String
  private let environment: RegionEnvironment
  private let ledger: RegionLedger?

  /// - Parameters:
  ///   - environment: with the key of the region that it is a backup of.
  ///   - ledger: the newest copy of the region's ledger; nil for none to be looked at.
  public init(_ path: String, _ environment: RegionEnvironment, ledger: RegionLedger?) {
    self.path = path
    self.environment = environment
    self.ledger = ledger
  }

  /// Checks all of it, as ``RegionService/verify(progress:)`` does. A ledger that is ahead of it is as it
  /// should be: what the backup lacks is told, and obeyed when it is put back.
  ///
  /// - Throws: `storage` where the file cannot be read at all, or is none of a region's; `notFounded`.
  public func verify(
    progress: @escaping @Sendable (RegionVerification.Step) -> Void = { _ in }
  ) async throws(RegionError) -> RegionVerification {
    progress(.file)
    let file: CheckReport
    let pool: DatabasePool
    do throws(SQLiteError) {
      let options = SQLiteRegionStore.options
      file = try await DatabasePool.check(path, options: options)
      pool = try DatabasePool(path, mode: .readOnly, options: options, readers: 1, lookers: 1)
    } catch {
      throw RegionError(error)
    }
    return try await pool.read { [environment, ledger] connection throws(RegionError) in
      let view = SQLiteRegionView(connection)
      guard let region = try view.region() else { throw .notFounded }
      var checker = RegionChecker(view, name: region.name, environment, progress: progress)
      checker.note(file)
      if let ledger { checker.check(ledger) }
      for space in try view.spaces() { checker.check(space) }
      return checker.result
    }
  }
}
