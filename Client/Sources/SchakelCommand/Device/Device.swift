import Foundation
import SchakelCore
import SchakelKeys
import SchakelStore

/// The device as a command sees it: its home, with the replica, the key and the credential in it.
struct Device: Sendable {
  let context: CommandContext
  let home: String
  let replica: Replica

  /// Opens the home that was asked for, or the standard one.
  ///
  /// - Parameter making: whether a home that is not there is made. Commands that only read refuse.
  static func open(
    _ options: GlobalOptions, in context: CommandContext, making: Bool = false
  ) throws -> Device {
    guard let home = options.home ?? HomeFolder.standard(context.environment)
    else { throw context.failure(ErrorPhrase.noUserFolder, status: .usage) }
    if making {
      try make(home, context)
    } else if !FileManager.default.fileExists(atPath: home + "/replica.sqlite") {
      throw context.failure(ErrorPhrase.noHome, ["home": .text(home)])
    }
    let environment = ReplicaEnvironment(
      now: context.now, random: context.random, hashing: context.hashing)
    return Device(
      context: context, home: home,
      replica: try Replica.open(home: home, environment: environment))
  }

  private static func make(_ home: String, _ context: CommandContext) throws {
    do {
      try HomeFolder.make(home)
    } catch {
      throw context.failure(
        ErrorPhrase.homeNotMade,
        ["home": .text(home), "reason": .text(context.language.reason(error))])
    }
    // SQLite gives the files beside the database its permissions, and a folder that was there may
    // be open to others. Where this fails, opening the database says better why.
    let database = home + "/replica.sqlite"
    guard !FileManager.default.fileExists(atPath: database) else { return }
    _ = try? SecretFile(path: database).create([])
  }

  /// The device's key, made at its first use.
  func key() throws(SecretFileError) -> DeviceKey {
    try DeviceKey.loadOrCreate(at: home + "/device.key")
  }

  var authority: RememberedAuthority { RememberedAuthority(home: home, context: context) }

  func credential() throws -> Credential {
    guard let credential = try Credential.load(from: home)
    else { throw context.failure(ErrorPhrase.notEnrolled) }
    return credential
  }
}
