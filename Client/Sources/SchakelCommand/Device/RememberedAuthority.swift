import Foundation
import SchakelKeys
import SchakelTransport

/// The authority that alone vouches for the region's server, where the region has one of its own: a
/// file of the home, as it was given at enrolment or with `schakel authority set` since.
struct RememberedAuthority {
  let home: String
  let context: CommandContext

  var path: String { home + "/authority.pem" }

  /// More than a handful of certificates ever is.
  private static let largest = 64 << 10

  /// The file's bytes; nil where the system's authorities are those.
  func load() throws -> [UInt8]? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try Self.read(path, in: context)
  }

  /// Keeps a file's bytes, in place of those that were there.
  func save(_ pem: [UInt8]) throws {
    try SecretFile(path: path).write(pem)
  }

  /// Forgets the file; whether there was one.
  func remove() throws -> Bool {
    let isThere = FileManager.default.fileExists(atPath: path)
    try SecretFile(path: path).remove()
    return isThere
  }

  /// The bytes of a file that somebody names. Refuses what holds no certificate: with such a file
  /// nobody at all would vouch for the server.
  static func read(_ path: String, in context: CommandContext) throws -> [UInt8] {
    let bytes = try InputFile(path, in: context).whole(limit: largest)
    do throws(AuthorityError) {
      _ = try Authority(pem: bytes ?? [])
    } catch {
      throw context.failure(NetworkPhrase.noAuthority, ["path": .text(path)])
    }
    return bytes ?? []
  }
}
