import SchakelRegion

/// A folder of backups of one region, in which the server makes files and removes its own.
struct BackupFolder {
  let path: String
  /// Eight hexadecimal digits: see ``BackupName``.
  let region: String
  let content: BackupName.Content
  let context: DaemonContext

  /// Those that are there, the newest first.
  func files() throws -> [BackupName] {
    try context.names(path).compactMap(BackupName.init)
      .filter { $0.content == content && $0.region.utf8.elementsEqual(region.utf8) }
      .sorted { $0.time > $1.time }
  }

  func path(of name: BackupName) -> String { path + "/" + name.text }

  /// Makes a file of this moment. `write` fills it, wherever it is until it is kept; nothing is left of it
  /// where that throws.
  func make(_ write: (NewFile) async throws -> Void) async throws -> BackupName {
    let name = BackupName(content, region: region, milliseconds: context.time)
    let new = try context.begin(path(of: name))
    do {
      try await write(new)
      try new.keep()
    } catch {
      new.discard()
      throw error
    }
    return name
  }

  func remove(_ name: BackupName) { context.removeFile(path(of: name)) }

  /// Takes away what a process left that ended in the midst of a backup.
  func removeRests() throws {
    let end = ".part"
    for rest in try context.names(path) where rest.hasSuffix(end) {
      guard let name = BackupName(String(rest.dropLast(end.count))), name.content == content,
        name.region.utf8.elementsEqual(region.utf8)
      else { continue }
      context.removeFile(path + "/" + rest)
    }
  }
}
