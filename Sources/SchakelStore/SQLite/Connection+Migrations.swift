extension Connection {
  /// Brings the database up to the last of `migrations`, which rise in version.
  ///
  /// Each runs in a transaction of its own together with its version number, so that one that
  /// fails leaves the version before it, whole. Two processes may do this at once: the version is
  /// read again under the write lock.
  /// - Throws: `newerVersion`, with nothing touched, when the database is beyond the last; else
  ///   what the migration threw, which the error names.
  public func migrate(_ migrations: [Migration]) throws(SQLiteError) {
    precondition(
      zip(migrations, migrations.dropFirst()).allSatisfy { $0.version < $1.version }
        && migrations.allSatisfy { $0.version > 0 }, "migrations rise in version, from 1")
    let version = try userVersion()
    if let newest = migrations.last?.version, version > newest {
      throw SQLiteError(
        .newerVersion, "the database has version \(version), this software knows \(newest)",
        while: .opening, path: path)
    }
    for migration in migrations where migration.version > version { try apply(migration) }
  }

  private func apply(_ migration: Migration) throws(SQLiteError) {
    do throws(SQLiteError) {
      try transaction(.immediate) { () throws(SQLiteError) in
        guard try userVersion() < migration.version else { return }
        try migration.body(self)
        try execute("PRAGMA user_version = \(migration.version)")
      }
    } catch {
      throw error.with(operation: .migrating(version: migration.version, name: migration.name))
    }
  }
}
