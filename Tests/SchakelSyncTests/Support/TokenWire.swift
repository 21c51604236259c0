import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import SchakelTesting
import Synchronization

/// What keeps a device's token on its disk, for as long as a test lasts.
final class TokenHome: Sendable {
  /// The disk is full.
  struct NoRoom: Error {}

  private let state: Mutex<(token: String, isFull: Bool, saved: Int)>

  init(_ token: String) { state = Mutex((token: token, isFull: false, saved: 0)) }

  var token: String {
    get { state.withLock(\.token) }
    set { state.withLock { $0.token = newValue } }
  }
  var isFull: Bool {
    get { state.withLock(\.isFull) }
    set { state.withLock { $0.isFull = newValue } }
  }
  var saved: Int { state.withLock(\.saved) }

  func keeper(of device: TestDevice) -> TokenKeeper {
    let clock = device.clock
    return TokenKeeper(
      replica: device.replica.identity.replica, regionKey: TestRegion.key, signer: device.signer,
      hashing: .portable, load: { self.token }, save: { try self.save($0) },
      random: { clock.random() })
  }

  private func save(_ token: String) throws {
    try state.withLock { state in
      guard !state.isFull else { throw NoRoom() }
      state.token = token
      state.saved += 1
    }
  }
}

/// A device's way to the region in this process, with a token, as one process has it; and what may go
/// wrong with renewals on it.
final class TokenWire: TokenTransport {
  /// Where a renewal is cut off, once.
  enum Cut: CaseIterable, Sendable {
    case challengeAsked, challengeTold, renewalAsked, renewalTold, firstUse
  }

  struct State {
    var token: String
    var cuts: [Cut] = []
    var renewals: [TokenRenewal] = []
    var shown: [String] = []
  }

  private let device: TestDevice
  private let state: Mutex<State>

  init(_ device: TestDevice, token: String) {
    self.device = device
    state = Mutex(State(token: token))
  }

  func callAsFunction<Value: Sendable>(_ body: (inout State) -> Value) -> Value {
    state.withLock { body(&$0) }
  }

  func use(_ token: String) { state.withLock { $0.token = token } }

  func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    let token = state.withLock { state in
      state.shown.append(state.token)
      return state.token
    }
    return try await reaching { [device] in
      guard let known = try await device.region.service.authenticate(token: Array(token.utf8))
      else { throw try Self.refusal(of: token, at: device.region) }
      let answer = try await device.region.service.sync(SyncRequest(encoded: request), from: known)
      SeenBodies.note("sync-request", request)
      SeenBodies.note("sync-answer", answer.encoded)
      try self.cut(.firstUse)
      return answer.encoded
    }
  }

  func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    throw TransportFailure(.unreachable, "this transport has no histories")
  }

  func handIn(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    let token = state.withLock(\.token)
    return try await reaching { [device] in
      guard let known = try device.region.service.revokedDevice(token: Array(token.utf8))
      else { throw try Self.refusal(of: token, at: device.region) }
      return try await device.region.service.handIn(SyncRequest(encoded: request), from: known)
        .encoded
    }
  }

  func events() async throws(TransportFailure) -> AsyncStream<SpaceID> {
    let token = state.withLock(\.token)
    return try await reaching { [device] in
      guard try await device.region.service.authenticate(token: Array(token.utf8)) != nil
      else { throw try Self.refusal(of: token, at: device.region) }
      return AsyncStream { $0.finish() }
    }
  }

  func tokenChallenge(for replica: ReplicaID) async throws(TransportFailure) -> [UInt8] {
    try await reaching { [device] in
      try self.cut(.challengeAsked)
      let challenge = try device.region.service.tokenChallenge(for: replica)
      try self.cut(.challengeTold)
      return challenge
    }
  }

  func renewToken(_ renewal: TokenRenewal) async throws(TransportFailure) {
    try await reaching { [device] in
      try self.cut(.renewalAsked)
      _ = try await device.region.service.renewToken(renewal)
      self { $0.renewals.append(renewal) }
      try self.cut(.renewalTold)
    }
  }

  private func cut(_ place: Cut) throws(TransportFailure) {
    let isCut = self { state in
      guard let index = state.cuts.firstIndex(of: place) else { return false }
      state.cuts.remove(at: index)
      return true
    }
    if isCut { throw TransportFailure(.interrupted, "the connection was cut off") }
  }

  private static func refusal(
    of token: String, at region: TestRegion
  ) throws -> TransportFailure {
    if try region.service.wipeOrder(token: Array(token.utf8)) != nil {
      return TransportFailure(.deviceWiped, "the device is to be emptied")
    }
    if try region.service.wasRevoked(token: Array(token.utf8)) {
      return TransportFailure(.deviceRevoked, "the device is out of use")
    }
    return try region.service.hasEnded(token: Array(token.utf8))
      ? TransportFailure(.tokenExpired, "the token has ended")
      : TransportFailure(.tokenRefused, "unknown token")
  }

  private func reaching<Value>(
    _ body: () async throws -> Value
  ) async throws(TransportFailure) -> Value {
    do {
      return try await body()
    } catch let failure as TransportFailure {
      throw failure
    } catch let error as RegionError {
      throw Self.failure(error)
    } catch {
      throw TransportFailure(.serverError, "\(error)")
    }
  }

  /// As the server's problems are read.
  private static func failure(_ error: RegionError) -> TransportFailure {
    switch error.code {
    case .renewalRefused: TransportFailure(.tokenRefused, "\(error)")
    case .challengeAnswered:
      TransportFailure(.requestRefused, "\(error)", problem: "/problems/conflict")
    case .deviceRevoked: TransportFailure(.deviceRevoked, "\(error)")
    case .deviceWiped: TransportFailure(.deviceWiped, "\(error)")
    default: TransportFailure(.serverError, "\(error)")
    }
  }
}
