import Foundation
import SchakelKeys
import SchakelStore

/// Seals all that a home holds, and the reverse. Either may be cut short: the wrapped key is there
/// before anything is sealed and until nothing is any more, and what was not finished is finished by the
/// next command that has the key.
struct HomeSeal {
  let home: String
  let cipher: any ContentCipher

  /// The home's files with secrets, beside its database.
  static let secrets = ["device.key", Credential.fileName]

  func seal() throws {
    try Replica.seal(home: home, with: cipher)
    try sealSecrets()
  }

  private func sealSecrets() throws {
    for name in Self.secrets { try rewrite(name, to: cipher) }
  }

  func unseal() throws {
    try Replica.unseal(home: home, with: cipher)
    for name in Self.secrets { try rewrite(name, to: nil) }
  }

  private func rewrite(_ name: String, to other: (any ContentCipher)?) throws {
    let file = SecretFile(path: home + "/" + name, cipher: cipher)
    guard try file.isSealed() != (other != nil), let content = try file.read() else { return }
    try SecretFile(path: file.path, cipher: other).write(content)
  }

  /// Opens the replica; if all was to be sealed and that was cut short, seals the rest first.
  func open(_ environment: ReplicaEnvironment) throws -> Replica {
    try sealSecrets()
    do throws(ReplicaError) {
      return try Replica.open(home: home, environment: environment)
    } catch  where error.code == .notSealed {
      try seal()
      return try Replica.open(home: home, environment: environment)
    }
  }
}
