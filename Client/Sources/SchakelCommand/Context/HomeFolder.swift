import Foundation

/// Where a device keeps its database, key and credential.
enum HomeFolder {
  /// `$XDG_DATA_HOME/schakel`, by default `.local/share/schakel` in the user's folder; on macOS
  /// `Library/Application Support/schakel` there. nil where the environment names no user's folder.
  static func standard(_ environment: [String: String]) -> String? {
    // XDG Base Directory Specification: a path that is not absolute is ignored.
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/schakel" }
    guard let user = environment["HOME"], !user.isEmpty else { return nil }
    #if os(macOS)
      return user + "/Library/Application Support/schakel"
    #else
      return user + "/.local/share/schakel"
    #endif
  }

  /// What a device keeps in its home. Nothing else there is ours.
  static let files = [
    "replica.sqlite", "replica.sqlite-wal", "replica.sqlite-shm", "replica.sqlite-journal",
    "replica.mark", "import.salt", "device.key", "credential.json", "authority.pem",
    "passphrase.key",
  ]

  /// Whether a device keeps that in its home: one of ``files``, or one of them on its way there
  /// (`SecretFile` writes beside the file and renames).
  static func isOurs(_ name: String) -> Bool {
    files.contains { name == $0 || name.hasPrefix($0 + ".new-") }
  }

  /// Makes the folder, for its owner alone, where it is not there.
  static func make(_ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }
}
