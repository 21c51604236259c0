import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelServer
import SchakelStore

/// A region's data folder: the database, the ledger of what has to outlast it, the key that receipts are
/// signed with, and the one that bundles are sealed to.
struct DataFolder {
  let path: String

  var database: String { path + "/region.sqlite" }
  var keyFile: String { path + "/region.key" }
  var bundleKeyFile: String { path + "/region.bundle.key" }
  var ledger: String { path + "/region.ledger" }
  /// What SQLite and the region put beside the database.
  var sideFiles: [String] { ["-wal", "-shm", ".high-water"].map { database + $0 } }

  /// Opens the region. Other processes may have it open too. Throws when none was founded here.
  /// `meter` hears what the region does.
  func open(
    in context: DaemonContext, limits: RegionLimits = RegionLimits(),
    acceptsMissingLedger: Bool = false, admitsCopies: Bool = false,
    meter: @escaping @Sendable (RegionEvent) -> Void = { _ in }
  ) async throws -> OpenRegion {
    try refuseWithoutRegion(in: context)
    let key = try KeyFile.load(from: keyFile)
    let region = try await open(
      key: key, in: context, limits: limits, acceptsMissingLedger: acceptsMissingLedger,
      admitsCopies: admitsCopies, meter: meter)
    do throws(RegionError) {
      _ = try region.service.name()
    } catch {
      try? region.service.close()
      throw error.code == .notFounded ? Refusal.noRegion(self, context.language) : error
    }
    return region
  }

  /// The key that bundles are sealed to. It is made where there is none, as in a region from before there
  /// were any; of processes that do this at once, all get the same.
  func bundleSecret(in context: DaemonContext) throws -> BundleSecret {
    if context.isFile(bundleKeyFile) { return try KeyFile.loadBundleSecret(from: bundleKeyFile) }
    do throws(KeyError) {
      let fresh = BundleSecret()
      try KeyFile.save(fresh, to: bundleKeyFile)
      return fresh
    } catch {
      guard error.code == .alreadyExists else { throw error }
      return try KeyFile.loadBundleSecret(from: bundleKeyFile)
    }
  }

  /// Throws when there is no database here.
  func refuseWithoutRegion(in context: DaemonContext) throws {
    guard context.isFile(database) else { throw Refusal.noRegion(self, context.language) }
  }

  /// Opens the database, or begins it where there is none.
  func open(
    key: SigningKey, in context: DaemonContext, limits: RegionLimits = RegionLimits(),
    acceptsMissingLedger: Bool = false, admitsCopies: Bool = false,
    meter: @escaping @Sendable (RegionEvent) -> Void = { _ in }
  ) async throws -> OpenRegion {
    let store = try SQLiteRegionStore(database)
    let service = try await RegionService(
      store: store, environment: Self.environment(key, in: context), limits: limits,
      ledger: RegionLedger(path: ledger), acceptsMissingLedger: acceptsMissingLedger,
      admitsCopies: admitsCopies, meter: meter)
    return OpenRegion(service: service, key: key, folder: path)
  }

  /// What a region with this key needs of the world.
  static func environment(
    _ key: SigningKey, in context: DaemonContext
  ) -> RegionEnvironment {
    RegionEnvironment(
      now: { UInt64(max(0, context.now())) }, randomBytes: context.randomBytes, hashing: .crypto,
      verify: { SigningKey.isValid($2, of: $1, by: $0) },
      sign: { message in
        guard let signature = try? key.sign(message) else {
          preconditionFailure("Ed25519 signs every message")
        }
        return signature
      },
      publicKey: key.publicKey)
  }
}

extension Refusal {
  static func noRegion(_ folder: DataFolder, _ language: Language) -> Refusal {
    Refusal(
      language.say(
        "There is no region in \(folder.path). Make one with: schakeld init --data \(folder.path)",
        "Er is geen regio in \(folder.path). Maak er een met: schakeld init --data "
          + "\(folder.path)"))
  }

  static func served(_ folder: DataFolder, _ language: Language) -> Refusal {
    Refusal(
      language.say(
        "Another schakeld is serving \(folder.path) already. Stop that one first.",
        "Een andere schakeld is al bezig met \(folder.path). Stop die eerst."))
  }

  static func lostKey(_ folder: DataFolder, _ language: Language) -> Refusal {
    Refusal(
      language.say(
        "There is a region in \(folder.path), but its key is gone. Put back region.key from a "
          + "backup: no other key will do.",
        "Er is een regio in \(folder.path), maar haar sleutel is weg. Zet region.key terug uit een "
          + "reservekopie: een andere sleutel werkt niet."))
  }
}

/// A region that is open.
struct OpenRegion {
  let service: RegionService
  let key: SigningKey
  /// The data folder, on whose disk there is room for what the region keeps.
  let folder: String

  /// By which its files are told from another region's: the beginning of the public key, in hexadecimal
  /// digits.
  var name: String { String(Hex.encode(key.publicKey).prefix(8)) }
}

extension Hashing {
  /// SHA-256 on the machine's fast path.
  static let crypto = Hashing(sha256: { bytes in
    guard let digest = Digest(bytes: SHA256Hasher.hash(bytes)) else {
      preconditionFailure("SHA-256 has thirty-two bytes")
    }
    return digest
  })
}
