import Foundation
import SchakelCore
import SchakelKeys
import SchakelStore

/// The device as a command sees it: its home, with the replica, the key and the credential in it.
struct Device: Sendable {
  let context: CommandContext
  let home: String
  let replica: Replica
  /// The lock whose key was left by `unlock`, for a time; nil where there is no passphrase, or it was typed
  /// for this very command.
  let timeLock: HomeLock?
  /// What seals the home's files; nil where there is no passphrase.
  private let cipher: AESContentCipher?

  /// Opens the home that was asked for, or the standard one. Where it is locked, the passphrase is
  /// asked for.
  ///
  /// - Parameter making: whether a home that is not there is made. Commands that only read refuse.
  static func open(
    _ options: GlobalOptions, in context: CommandContext, making: Bool = false
  ) throws -> Device {
    let home = try home(options, in: context, making: making)
    let lock = HomeLock(context: context, home: home)
    let opened = try lock.key()
    let cipher = opened?.key.cipher
    let environment = ReplicaEnvironment(
      now: context.now, random: context.random, hashing: context.hashing, cipher: cipher)
    return Device(
      context: context, home: home, replica: try open(home, environment, cipher, context),
      timeLock: opened?.isLeft == true ? lock : nil, cipher: cipher)
  }

  private static func open(
    _ home: String, _ environment: ReplicaEnvironment, _ cipher: AESContentCipher?,
    _ context: CommandContext
  ) throws -> Replica {
    if let cipher { return try HomeSeal(home: home, cipher: cipher).open(environment) }
    do throws(ReplicaError) {
      return try Replica.open(home: home, environment: environment)
    } catch  where error.code == .sealed {
      throw context.failure(LockPhrase.keyFileMissing, ["home": .text(home)])
    }
  }

  /// The folder that was asked for, or the standard one; it is there, and its owner's alone.
  static func home(
    _ options: GlobalOptions, in context: CommandContext, making: Bool = false
  ) throws -> String {
    guard let home = options.home ?? HomeFolder.standard(context.environment)
    else { throw context.failure(ErrorPhrase.noUserFolder, status: .usage) }
    try Wiping(home: home, context: context).refuse(making: making)
    if making {
      try make(home, context)
    } else if !FileManager.default.fileExists(atPath: home + "/replica.sqlite") {
      throw context.failure(ErrorPhrase.noHome, ["home": .text(home)])
    }
    if let number = HomeFolder.narrow(home) {
      throw context.failure(
        ErrorPhrase.homeOpen,
        ["home": .text(home), "reason": .text(context.language.reason(systemError: number))])
    }
    if making { makeDatabase(in: home) }
    return home
  }

  private static func make(_ home: String, _ context: CommandContext) throws {
    do {
      try HomeFolder.make(home)
    } catch {
      throw context.failure(
        ErrorPhrase.homeNotMade,
        ["home": .text(home), "reason": .text(context.language.reason(error))])
    }
  }

  /// SQLite gives the files beside the database its permissions. Where this fails, opening the database
  /// says better why.
  private static func makeDatabase(in home: String) {
    let database = home + "/replica.sqlite"
    guard !FileManager.default.fileExists(atPath: database) else { return }
    _ = try? SecretFile(path: database).create([])
  }

  /// The device's key, made at its first use.
  func key() throws(SecretFileError) -> DeviceKey {
    try DeviceKey.loadOrCreate(at: secretFile("device.key"))
  }

  /// A file of the home that only its owner may read, sealed where there is a passphrase.
  func secretFile(_ name: String) -> SecretFile {
    SecretFile(path: home + "/" + name, cipher: cipher)
  }

  /// Whether this process seals what it writes.
  var isSealed: Bool { cipher != nil }

  /// nil where the device is not enrolled.
  func credentialIfEnrolled() throws(SecretFileError) -> Credential? {
    try Credential.load(from: secretFile(Credential.fileName))
  }

  func save(_ credential: Credential) throws(SecretFileError) {
    try credential.save(to: secretFile(Credential.fileName))
  }

  var authority: RememberedAuthority { RememberedAuthority(home: home, context: context) }

  func credential() throws -> Credential {
    guard let credential = try credentialIfEnrolled()
    else { throw context.failure(ErrorPhrase.notEnrolled) }
    return credential
  }
}
