import SchakelCommand
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelStore
import SchakelSync
import Synchronization

/// The network of a test: the region in this process, over messages in full.
struct RegionNetwork: Network {
  let region: TestRegion

  func enrol(
    _ request: EnrolmentRequest, at server: String, token: String?, authority: [UInt8]?
  ) async throws(EnrolmentFailure) -> EnrolmentAnswer {
    do {
      try region.pass()
      guard server == TestRegion.server else {
        throw TransportFailure(.unreachable, "no such host")
      }
      return try await answer(request, token: token)
    } catch let error as RegionError where error.code == .invitationNotValid {
      throw .invitationNotValid
    } catch let error as RegionError where error.code == .replicaTaken {
      throw .replicaTaken
    } catch let error as RegionError {
      throw .transport(TransportFailure(error))
    } catch let error as TransportFailure {
      throw .transport(error)
    } catch {
      throw .transport(TransportFailure(.serverError, "\(error)"))
    }
  }

  private func answer(
    _ request: EnrolmentRequest, token: String?
  ) async throws -> EnrolmentAnswer {
    region.network.withLock {
      $0.sent.append(
        request.code + Array(request.deviceName.utf8) + request.publicKey + request.proof)
    }
    let given: SchakelRegion.Enrolment
    if let token {
      guard let device = try await region.service.authenticate(token: Array(token.utf8))
      else { throw TransportFailure(.tokenRefused, "unknown token") }
      given = try await region.service.join(code: request.code, with: device)
    } else {
      given = try await region.service.enrol(
        code: request.code, deviceName: request.deviceName, replica: request.replica,
        publicKey: request.publicKey, proof: request.proof)
    }
    return EnrolmentAnswer(
      token: given.token, regionName: given.regionName, regionKey: region.key.publicKey,
      enrolment: SchakelStore.Enrolment(
        person: given.person, name: given.personName,
        spaces: given.spaces.map { .init(id: $0.space, name: $0.name, role: $0.role) }))
  }

  func bundleKey(
    of server: String, authority: [UInt8]?
  ) async throws(TransportFailure) -> BundleKey {
    let (isTold, failure) = region.network.withLock { state in
      state.keysAsked += 1
      return (state.tellsBundleKey, state.failure)
    }
    if let failure { throw failure }
    guard isTold else { throw TransportFailure(.requestRefused, "there is no such address") }
    return region.bundleKey
  }

  func confirmWipe(
    _ signature: [UInt8], to server: String, token: String, authority: [UInt8]?
  ) async throws(TransportFailure) {
    let isHeard: Bool
    region.network.withLock { $0.sent.append(signature) }
    do {
      try region.pass()
      isHeard = try await region.service.confirmWipe(
        token: Array(token.utf8), signature: signature)
    } catch let failure as TransportFailure {
      throw failure
    } catch {
      throw TransportFailure(.serverError, "\(error)")
    }
    guard isHeard else { throw TransportFailure(.tokenRefused, "no such order") }
  }

  func transport(
    to server: String, token: String, keeper: TokenKeeper, authority: [UInt8]?
  ) -> any SyncTransport {
    RenewingTransport(
      RegionTransport(region: region, token: token), token: token, keeper: keeper)
  }
}

/// One device's way to the region in this process.
final class RegionTransport: TokenTransport {
  let region: TestRegion
  private let token: Mutex<String>

  init(region: TestRegion, token: String) {
    self.region = region
    self.token = Mutex(token)
  }

  func use(_ token: String) { self.token.withLock { $0 = token } }

  func tokenChallenge(for replica: ReplicaID) async throws(TransportFailure) -> [UInt8] {
    try await reaching { try region.service.tokenChallenge(for: replica) }
  }

  func renewToken(_ renewal: TokenRenewal) async throws(TransportFailure) {
    note(renewal.message(to: region.key.publicKey) + renewal.signature)
    try await reaching { _ = try await region.service.renewToken(renewal) }
    region.network.withLock { $0.renewals += 1 }
  }

  private func note(_ bytes: [UInt8]) { region.network.withLock { $0.sent.append(bytes) } }

  func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    note(request)
    let answer = try await exchange { [region] device in
      try await region.service.sync(try SyncRequest(encoded: request), from: device).encoded
    }
    SeenBodies.note("sync-request", request)
    SeenBodies.note("sync-answer", answer)
    return answer
  }

  func handIn(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    note(request)
    do {
      try region.pass()
      let shown = token.withLock { Array($0.utf8) }
      guard let device = try region.service.revokedDevice(token: shown)
      else { throw TransportFailure(.tokenRefused, "unknown token") }
      let answer = try await region.service.handIn(
        try SyncRequest(encoded: request), from: device
      ).encoded
      SeenBodies.note("sync-request", request)
      SeenBodies.note("sync-answer", answer)
      return answer
    } catch let failure as TransportFailure {
      throw failure
    } catch {
      throw TransportFailure(.serverError, "\(error)")
    }
  }

  func heldChanges(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    let answer = try await exchange { device in
      let told = try await region.service
        .heldChanges(try HeldRequest(encoded: request), for: device).encoded
      try await region.network.withLock(\.afterHeld)?()
      return told
    }
    SeenBodies.note("held-request", request)
    SeenBodies.note("history-answer", answer)
    return answer
  }

  func dismissHeld(_ dot: Dot, in space: SpaceID) async throws(TransportFailure) {
    _ = try await exchange { device in
      _ = try await region.service.dismissHeld(dot, in: space, by: device)
      return []
    }
  }

  func invite(
    _ invitee: Invitee, to space: SpaceID, as role: Role
  ) async throws(TransportFailure) -> GivenInvitation {
    try await asDevice { [region] device in
      try await region.service.invite(invitee, to: space, as: role, by: device)
    }
  }

  func setRole(
    _ role: Role, of person: PersonID, in space: SpaceID
  ) async throws(TransportFailure) -> Bool {
    try await asDevice { [region] device in
      try await region.service.setRole(role, of: person, in: space, by: device).isNews
    }
  }

  func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    note(request)
    let answer = try await exchange { [region] device in
      try await region.service.history(try HistoryRequest(encoded: request), for: device).encoded
    }
    SeenBodies.note("history-request", request)
    SeenBodies.note("history-answer", answer)
    return answer
  }

  func events() async throws(TransportFailure) -> AsyncStream<SpaceID> {
    region.events()
  }

  private func exchange(
    _ body: (Device) async throws -> [UInt8]
  ) async throws(TransportFailure) -> [UInt8] {
    try await asDevice(body)
  }

  private func asDevice<Answer>(
    _ body: (Device) async throws -> Answer
  ) async throws(TransportFailure) -> Answer {
    let shown = Array(token.withLock { $0 }.utf8)
    return try await reaching { [region] in
      if let order = try region.service.wipeOrder(token: shown) {
        throw TransportFailure(order)
      }
      if let device = try await region.service.authenticate(token: shown) {
        return try await body(device)
      }
      if try region.service.wasRevoked(token: shown) {
        throw TransportFailure(.deviceRevoked, "out of use")
      }
      throw try region.service.hasEnded(token: shown)
        ? TransportFailure(.tokenExpired, "the token has ended")
        : TransportFailure(.tokenRefused, "unknown token")
    }
  }

  private func reaching<Answer>(
    _ body: () async throws -> Answer
  ) async throws(TransportFailure) -> Answer {
    do {
      try region.pass()
      return try await body()
    } catch let failure as TransportFailure {
      throw failure
    } catch let error as RegionError {
      throw TransportFailure(error)
    } catch {
      throw TransportFailure(.serverError, "\(error)")
    }
  }
}

extension TransportFailure {
  fileprivate init(_ order: WipeOrder) {
    self.init(
      .deviceWiped, "erase all", wipe: .init(time: order.time, signature: order.signature))
  }

  /// As the server's problems are read.
  fileprivate init(_ error: RegionError) {
    switch error.code {
    case .renewalRefused: self.init(.tokenRefused, "\(error)")
    case .challengeAnswered: self.init(.requestRefused, "\(error)", problem: "/problems/conflict")
    case .deviceRevoked: self.init(.deviceRevoked, "\(error)")
    case .noAccess: self.init(.forbidden, "\(error)")
    case .unknownPerson:
      self.init(.requestRefused, "\(error)", problem: "/problems/unknown-person")
    case .alreadyMember:
      self.init(.requestRefused, "\(error)", problem: "/problems/already-member")
    case .lastCoordinator:
      self.init(.requestRefused, "\(error)", problem: "/problems/last-coordinator")
    case .tooManyInvitations:
      self.init(.requestRefused, "\(error)", problem: "/problems/too-many-invitations")
    case .deviceWiped:
      if let order = error.wipe { self.init(order) } else { self.init(.serverError, "\(error)") }
    default: self.init(.serverError, "\(error)")
    }
  }
}

extension TestRegion {
  /// A word for each commit that moved spaces.
  fileprivate func events() -> AsyncStream<SpaceID> {
    AsyncStream { continuation in
      service.whenMoved { spaces in
        for space in spaces { continuation.yield(space) }
      }
    }
  }

  /// Throws what the test wants the network to do.
  fileprivate func pass() throws {
    let failure = network.withLock { state in
      state.exchanges += 1
      return state.failure
    }
    if let failure { throw failure }
  }
}
