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
  let key = DeviceKey()
  let clock = TestClock(seed: 7)
  let network = Mutex(NetworkState())

  /// What can go wrong on the way; a test sets it.
  struct NetworkState {
    var failure: TransportFailure?
    var exchanges = 0
  }

  static let server = "https://regio.example"

  init(folder: String) async throws {
    let clock = clock
    let key = key
    let environment = RegionEnvironment(
      now: { clock.now() },
      randomBytes: { count in (0..<count).map { _ in UInt8(truncatingIfNeeded: clock.random()) } },
      hashing: .crypto,
      verify: { SignatureCheck.holds($2, over: $1, by: $0) }, sign: { key.sign($0) },
      publicKey: key.publicKey)
    service = try await RegionService(
      store: SQLiteRegionStore(folder + "/region.sqlite"), environment: environment)
    try await service.found(name: "Voorbeeldregio")
    team = try await service.addSpace(name: "Voorbeeldteam")
    neighbourhood = try await service.addSpace(name: "Voorbeeldwijk")
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
    let (service, team) = (service, team)
    try await service.store.write(cost: 0) { transaction throws(RegionError) in
      guard let space = try transaction.space(team.id) else { throw .noAccess }
      var log = SpaceLog(space, service.environment, service.limits)
      try service.addMember(person, .none, to: &log, transaction)
      try log.save(to: transaction)
    }
  }

  /// All that it has to show of the team, as a file.
  func auditFile() async throws -> Data {
    let file = Mutex(Data())
    try await service.exportAudit(of: [team.id]) { bytes in file.withLock { $0 += bytes } }
    return file.withLock { $0 }
  }

  func fail(_ code: TransportFailure.Code?) {
    network.withLock { $0.failure = code.map { TransportFailure($0, "as the test wants it") } }
  }
}
