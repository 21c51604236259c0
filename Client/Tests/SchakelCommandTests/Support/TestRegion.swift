import Crypto
import Foundation
import SchakelCore
import SchakelKeys
import SchakelSync
import Synchronization

@testable import SchakelRegion

/// A region in this process, in a folder of its own, with two spaces.
final class TestRegion: Sendable {
  let service: RegionService
  let team: SpaceInfo
  let neighbourhood: SpaceInfo
  let key: DeviceKey
  /// What bundles for it are sealed to.
  let bundleSecret: Curve25519.KeyAgreement.PrivateKey
  let clock: TestClock
  let folder: String
  private let admitsCopies: Bool
  let network = Mutex(NetworkState())

  /// What can go wrong on the way; a test sets it.
  struct NetworkState {
    var failure: TransportFailure?
    var exchanges = 0
    /// Renewals that the region took.
    var renewals = 0
    /// Done once somebody was told what is held.
    var afterHeld: (@Sendable () async throws -> Void)?
    /// All that devices sent, a message each.
    var sent: [[UInt8]] = []
    /// Whether it knows of keys for bundles, as regions once did not; and how often it was asked.
    var tellsBundleKey = true
    var keysAsked = 0
    /// What signs the key for bundles, where that is not the region.
    var bundleKeySigner: DeviceKey?
  }

  static let server = "https://regio.example"

  /// A new one.
  ///
  /// - Parameter admitsCopies: whether devices that were copied or put back go on by themselves.
  init(folder: String, admitsCopies: Bool = true) async throws {
    self.folder = folder
    self.admitsCopies = admitsCopies
    (key, clock) = (DeviceKey(), TestClock(seed: 7))
    bundleSecret = Curve25519.KeyAgreement.PrivateKey()
    service = try await Self.service(in: folder, key, clock, admitsCopies)
    try await service.found(name: "Voorbeeldregio")
    team = try await service.addSpace(name: "Voorbeeldteam")
    neighbourhood = try await service.addSpace(name: "Voorbeeldwijk")
  }

  /// One that was there, over a copy of its files.
  private init(_ other: TestRegion, in folder: String) async throws {
    self.folder = folder
    (key, clock, bundleSecret) = (other.key, other.clock, other.bundleSecret)
    (team, neighbourhood) = (other.team, other.neighbourhood)
    admitsCopies = other.admitsCopies
    service = try await Self.service(in: folder, key, clock, admitsCopies)
    try await service.beginServing()
  }

  /// As it tells it to whoever asks.
  var bundleKey: BundleKey {
    let signer = network.withLock(\.bundleKeySigner) ?? key
    return BundleKey(
      publicKey: Array(bundleSecret.publicKey.rawRepresentation), signedBy: { signer.sign($0) })
  }

  /// What is in a file that was sealed to it; nil where that does not open.
  func opened(_ file: [UInt8]) throws -> SchakelCore.Bundle? {
    let sealed = try AddressedBundle(encoded: file)
    let suite = HPKE.Ciphersuite(
      kem: .Curve25519_HKDF_SHA256, kdf: .HKDF_SHA256, aead: .AES_GCM_256)
    var recipient = try HPKE.Recipient(
      privateKey: bundleSecret, ciphersuite: suite,
      info: Data(AddressedBundle.info(region: key.publicKey)),
      encapsulatedKey: Data(sealed.encapsulated))
    let head = AddressedBundle.associatedData(
      recipient: sealed.recipient, encapsulated: sealed.encapsulated)
    guard let body = try? recipient.open(sealed.sealed, authenticating: head) else { return nil }
    return try Bundle(body: Array(body))
  }

  private static func service(
    in folder: String, _ key: DeviceKey, _ clock: TestClock, _ admitsCopies: Bool
  ) async throws -> RegionService {
    let environment = RegionEnvironment(
      now: { clock.now() },
      randomBytes: { count in (0..<count).map { _ in UInt8(truncatingIfNeeded: clock.random()) } },
      hashing: .crypto,
      verify: { SignatureCheck.holds($2, over: $1, by: $0) }, sign: { key.sign($0) },
      publicKey: key.publicKey)
    return try await RegionService(
      store: SQLiteRegionStore(folder + "/region.sqlite"), environment: environment,
      admitsCopies: admitsCopies)
  }

  /// Copies its files into a new folder, as somebody does who makes a backup; nothing may be under way.
  func copyFiles(to copy: String) throws {
    let files = FileManager.default
    try files.createDirectory(atPath: copy, withIntermediateDirectories: true)
    for name in try files.contentsOfDirectory(atPath: folder) where name.hasPrefix("region") {
      try files.copyItem(atPath: folder + "/" + name, toPath: copy + "/" + name)
    }
  }

  /// It ends, and a copy of its files takes over.
  func putBack(from copy: String) async throws -> TestRegion {
    try service.close()
    return try await TestRegion(self, in: copy)
  }

  func invitation(
    _ person: String, to space: SpaceInfo? = nil, as role: Role = .contributor
  ) async throws -> String {
    let given = try await service.invite(
      handle: person, name: "Voorbeeld \(person)", to: (space ?? team).id, as: role)
    guard let invitation = Invitation(server: Self.server, code: given.code)
    else { throw CancellationError() }
    return invitation.text
  }

  /// Takes a person out of the team, as an operator does.
  func leave(_ person: PersonID) async throws {
    _ = try await service.setRole(.none, of: person, in: team.id)
  }

  /// Puts a checkpoint of the team's log into it under a signature that is not the region's.
  func forgeCheckpoint() async throws {
    let (service, team, stranger) = (service, team, DeviceKey())
    try await service.store.write(cost: 0) { transaction throws(RegionError) in
      guard let space = try transaction.space(team.id) else { throw .noAccess }
      let forged = LogEntry.Checkpoint(
        position: space.position, hash: space.hash, documents: space.documents,
        digest: space.digest, previous: nil, time: service.environment.now()
      ).signed { stranger.sign($0) }
      var log = SpaceLog(space, service.environment, service.limits)
      try log.append(.checkpoint(forged), received: forged.time, to: transaction)
      try log.save(to: transaction)
    }
  }

  /// All that it has to show of the team, as a file.
  func auditFile() async throws -> Data {
    let file = Mutex(Data())
    try await service.exportAudit(of: [team.id]) { bytes in file.withLock { $0 += bytes } }
    return file.withLock { $0 }
  }

  func fail(_ failure: TransportFailure) { network.withLock { $0.failure = failure } }

  func fail(_ code: TransportFailure.Code?) {
    network.withLock { $0.failure = code.map { TransportFailure($0, "as the test wants it") } }
  }
}
