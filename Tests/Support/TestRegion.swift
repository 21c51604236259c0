public import SchakelCore
public import SchakelSync
import Synchronization

public import SchakelRegion
public import SchakelStore

/// A region in a folder of its own with one space, and the devices of a test around it, all in
/// memory but for their files.
public final class TestRegion: Sendable {
  /// With which the region signs, and its signatures are verified.
  public static let key = [UInt8](repeating: 7, count: 32)
  public static let verifier: RegionVerifier = { FakeSignature.verify(key, $0, $1) }

  public let service: RegionService
  public let space: SpaceID
  public let folder: String
  public let clock: ManualClock

  /// - Parameters:
  ///   - admitsCopies: whether devices that were copied or put back go on by themselves, for tests that
  ///     are about something else.
  ///   - ledger: nil for the file beside the database.
  public init(
    folder: String = scratchFolder(), clock: ManualClock = ManualClock(seed: 99),
    limits: RegionLimits = RegionLimits(), admitsCopies: Bool = true,
    ledger: RegionLedger? = nil
  ) async throws {
    self.folder = folder
    self.clock = clock
    let store = try SQLiteRegionStore(folder + "/region.sqlite")
    service = try await RegionService(
      store: store, environment: clock.region, limits: limits,
      ledger: ledger ?? RegionLedger(path: folder + "/region.ledger"), admitsCopies: admitsCopies)
    if let known = try? service.spaces().first {
      space = known.id
      try await service.beginServing()
    } else {
      try await service.found(name: "Voorbeeldregio")
      space = try await service.addSpace(name: "Voorbeeldwijk").id
    }
  }

  /// Enrols a device for a person, with a database of its own.
  public func device(
    _ seed: UInt64, person: String? = nil, role: Role = .contributor, home: String? = nil,
    cipher: (any ContentCipher)? = TestCipher.ofAllTests
  ) async throws -> TestDevice {
    let device = try TestDevice(
      seed: seed, home: home ?? scratchFolder(), region: self, cipher: cipher)
    let invitation = try await service.invite(
      handle: person ?? "p\(seed)", name: "Voorbeeld \(person ?? "\(seed)")", to: space, as: role)
    let enrolment = try await service.enrol(
      code: invitation.code, deviceName: "toestel \(seed)",
      replica: device.replica.identity.replica,
      publicKey: device.publicKey)
    try device.replica.adopt(
      SchakelStore.Enrolment(
        person: enrolment.person, name: enrolment.personName,
        spaces: enrolment.spaces.map { .init(id: $0.space, name: $0.name, role: $0.role) }))
    device.token = enrolment.token
    return device
  }
}

/// A replica with its key and its way to the region.
///
/// Unchecked Sendable: a test uses its devices from one task at a time.
public final class TestDevice: @unchecked Sendable {
  public let replica: Replica
  public let region: TestRegion
  public let clock: ManualClock
  public let publicKey: [UInt8]
  public let wire: Wire
  /// nil where the replica is not sealed.
  public let cipher: (any ContentCipher)?
  public var token: String?

  public init(
    seed: UInt64, home: String, region: TestRegion, clock: ManualClock? = nil,
    cipher: (any ContentCipher)? = TestCipher.ofAllTests
  ) throws {
    // Chance goes on where it was when a device is opened again: it never repeats itself.
    self.clock = clock ?? ManualClock(seed: seed)
    self.region = region
    publicKey = [UInt8](repeating: UInt8(truncatingIfNeeded: seed), count: 32)
    self.cipher = cipher
    var environment = self.clock.replica
    environment.cipher = cipher
    replica = try Replica.open(home: home, environment: environment)
    wire = Wire()
  }

  /// Opens the same home again, as another process would.
  public func reopened(home: String? = nil) throws -> TestDevice {
    let again = try TestDevice(
      seed: 0, home: home ?? replica.home, region: region, clock: clock, cipher: cipher)
    again.token = token
    again.wire { [wire] state in (state.watchRequest, state.watchAnswer) = wire.watchers }
    return TestDevice(again, publicKey: publicKey)
  }

  fileprivate init(_ other: TestDevice, publicKey: [UInt8]) {
    replica = other.replica
    region = other.region
    clock = other.clock
    cipher = other.cipher
    wire = other.wire
    token = other.token
    self.publicKey = publicKey
  }

  public var signer: DeviceSigner {
    let key = publicKey
    return { FakeSignature.sign($0, key: key) }
  }

  @discardableResult
  public func sync(
    budget: SyncBudget = SyncBudget(), patience: SyncSession.Patience = .init(retries: 0)
  ) async throws -> SyncReport {
    try await synchroniser(budget: budget).run(patience: patience)
  }

  public func synchroniser(budget: SyncBudget = SyncBudget()) -> Synchroniser {
    Synchroniser(
      replica: replica, transport: MemoryTransport(device: self), signer: signer,
      verifier: TestRegion.verifier, budget: budget, sleep: { _ in }, random: { 0 })
  }

  @discardableResult
  public func note(_ title: String, _ more: [Name: [Value]] = [:]) throws -> DocumentID {
    try replica.create(
      "fieldNote", more.merging(["title": [Value(title)]]) { $1 }, in: region.space)
  }

  /// Every document's state, byte for byte.
  public func states() throws -> [DocumentID: [UInt8]] { try replica.states(in: region.space) }
}

/// What can go wrong on the way; a test sets it.
public final class Wire: Sendable {
  public struct State {
    public var isDown = false
    /// The next answers get lost after the region has done its work.
    public var lostAnswers = 0
    /// Of the next answer only so many hundredths come, as if that were all.
    public var cutAnswer: Int?
    public var exchanges = 0
    /// The exchanges after which nothing comes through any more: a synchronisation that goes in
    /// circles ends there.
    public var exchangeLimit = Int.max
    public var requestBytes = 0
    public var answerBytes = 0
    /// Sees the bytes of each request, also after the device was opened again.
    public var watchRequest: (@Sendable ([UInt8]) -> Void)?
    /// Sees each answer, likewise.
    public var watchAnswer: (@Sendable (SyncAnswer) -> Void)?
    /// Rewrites answers on their way.
    public var tamper: (@Sendable (inout SyncAnswer) -> Void)?
    /// The histories that were asked for.
    public var histories: [DocumentID] = []
    /// Rewrites histories on their way, or loses them.
    public var tamperHistory:
      (@Sendable (DocumentID, [UInt8]) -> Result<[UInt8], TransportFailure>)?
  }

  private let state = Mutex(State())

  public func callAsFunction<T>(_ body: (inout State) -> T) -> T where T: Sendable {
    state.withLock { body(&$0) }
  }

  fileprivate var watchers:
    (
      request: (@Sendable ([UInt8]) -> Void)?, answer: (@Sendable (SyncAnswer) -> Void)?
    )
  {
    state.withLock { ($0.watchRequest, $0.watchAnswer) }
  }
}

/// The region in this process, over messages in full.
public struct MemoryTransport: SyncTransport {
  public let device: TestDevice

  public init(device: TestDevice) { self.device = device }

  public func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    if device.wire({ $0.isDown }) { throw TransportFailure(.unreachable, "no network") }
    if device.wire({ $0.exchanges >= $0.exchangeLimit }) {
      throw TransportFailure(.forbidden, "the test allows no more exchanges")
    }
    device.wire({ $0.watchRequest })?(request)
    let answer = try await ask(request)
    device.wire({ $0.watchAnswer })?(answer)
    let bytes = answer.encoded
    let isLost = device.wire { wire in
      wire.exchanges += 1
      wire.requestBytes = request.count
      wire.answerBytes = bytes.count
      guard wire.lostAnswers > 0 else { return false }
      wire.lostAnswers -= 1
      return true
    }
    if isLost { throw TransportFailure(.interrupted, "the answer was cut off") }
    let cut = device.wire { wire in
      defer { wire.cutAnswer = nil }
      return wire.cutAnswer
    }
    return cut.map { Array(bytes.prefix(bytes.count * $0 / 100)) } ?? bytes
  }

  private func ask(_ request: [UInt8]) async throws(TransportFailure) -> SyncAnswer {
    do {
      let token = Array((device.token ?? "").utf8)
      guard let known = try await device.region.service.authenticate(token: token) else {
        let isRevoked = try device.region.service.wasRevoked(token: token)
        throw TransportFailure(isRevoked ? .deviceRevoked : .tokenRefused, "unknown token")
      }
      var answer = try await device.region.service.sync(
        try SyncRequest(encoded: request), from: known)
      SeenBodies.note("sync-request", request)
      SeenBodies.note("sync-answer", answer.encoded)
      let tamper = device.wire { $0.tamper }
      tamper?(&answer)
      return answer
    } catch let failure as TransportFailure {
      throw failure
    } catch {
      throw TransportFailure(.serverError, "\(error)")
    }
  }

  public func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    do {
      let token = Array((device.token ?? "").utf8)
      guard let known = try await device.region.service.authenticate(token: token) else {
        throw TransportFailure(.tokenRefused, "unknown token")
      }
      SeenBodies.note("history-request", request)
      let request = try HistoryRequest(encoded: request)
      let answer = try await device.region.service.history(request, for: known).encoded
      SeenBodies.note("history-answer", answer)
      let tamper = device.wire { wire in
        wire.histories.append(request.document)
        return wire.tamperHistory
      }
      return try tamper?(request.document, answer).get() ?? answer
    } catch let failure as TransportFailure {
      throw failure
    } catch let error as RegionError where error.code == .cursorUnknown {
      throw TransportFailure(.requestRefused, "\(error)", problem: "/problems/gone")
    } catch {
      throw TransportFailure(.serverError, "\(error)")
    }
  }

  public func handIn(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    do {
      let token = Array((device.token ?? "").utf8)
      guard let known = try device.region.service.revokedDevice(token: token) else {
        throw TransportFailure(.tokenRefused, "unknown token")
      }
      device.wire({ $0.watchRequest })?(request)
      let answer = try await device.region.service.handIn(
        try SyncRequest(encoded: request), from: known)
      device.wire({ $0.watchAnswer })?(answer)
      SeenBodies.note("sync-request", request)
      SeenBodies.note("sync-answer", answer.encoded)
      let isLost = device.wire { wire in
        defer { wire.lostAnswers = max(0, wire.lostAnswers - 1) }
        return wire.lostAnswers > 0
      }
      if isLost { throw TransportFailure(.interrupted, "the answer was cut off") }
      return answer.encoded
    } catch let failure as TransportFailure {
      throw failure
    } catch {
      throw TransportFailure(.serverError, "\(error)")
    }
  }

  public func events() async throws(TransportFailure) -> AsyncStream<SpaceID> {
    AsyncStream { $0.finish() }
  }
}

/// Stands in for Ed25519: whoever knows the key can sign, and nobody without it by accident.
public enum FakeSignature {
  public static func sign(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
    Hashing.portable.sha256(key + message).bytes + Hashing.portable.sha256(message + key).bytes
  }

  public static func verify(_ key: [UInt8], _ message: [UInt8], _ signature: [UInt8]) -> Bool {
    sign(message, key: key) == signature
  }
}

/// Time and chance, as the test wants them.
public final class ManualClock: Sendable {
  private let state: Mutex<(time: UInt64, random: SeededRandom)>
  private let tick: UInt64

  /// - Parameter tick: the milliseconds by which each look moves the clock. Zero for a clock that
  ///   tasks look at which nobody waits for: else their chance order would move it.
  public init(seed: UInt64, tick: UInt64 = 1) {
    state = Mutex((time: 1_700_000_000_000, random: SeededRandom(seed: seed &* 0x9e37_79b9)))
    self.tick = tick
  }

  public func advance(_ milliseconds: Int64) {
    state.withLock { $0.time = UInt64(Int64($0.time) + milliseconds) }
  }

  /// Puts the clock to a time, forwards or back.
  public func set(_ time: UInt64) { state.withLock { $0.time = time } }

  public func now() -> UInt64 {
    state.withLock { state in
      state.time += tick
      return state.time
    }
  }

  public func random() -> UInt64 { state.withLock { $0.random.next() } }

  public var replica: ReplicaEnvironment {
    ReplicaEnvironment(now: { self.now() }, random: { self.random() })
  }

  public var region: RegionEnvironment {
    RegionEnvironment(
      now: { self.now() },
      randomBytes: { count in (0..<count).map { _ in UInt8(truncatingIfNeeded: self.random()) } },
      hashing: .portable,
      verify: { FakeSignature.verify($0, $1, $2) },
      sign: { FakeSignature.sign($0, key: TestRegion.key) }, publicKey: TestRegion.key)
  }
}

extension TestRegion {
  /// Gives a device's person another role, by an invitation that the device accepts.
  public func setRole(_ role: Role, of device: TestDevice, handle: String) async throws {
    let invitation = try await service.invite(handle: handle, to: space, as: role)
    try await accept(invitation.code, with: device)
  }

  /// A person of one device joins another space; other devices hear of it when they synchronise.
  public func join(
    _ space: SpaceID, handle: String, with device: TestDevice, as role: Role = .contributor
  ) async throws {
    let invitation = try await service.invite(handle: handle, to: space, as: role)
    try await accept(invitation.code, with: device)
  }

  private func accept(_ code: [UInt8], with device: TestDevice) async throws {
    let token = Array((device.token ?? "").utf8)
    guard let known = try await service.authenticate(token: token) else {
      throw TransportFailure(.tokenRefused, "unknown token")
    }
    _ = try await service.join(code: code, with: known)
  }
}

extension TestDevice {
  /// The same device, talking to another life of its region.
  public func moved(to region: TestRegion) throws -> TestDevice {
    try replica.close()
    let again = try TestDevice(
      seed: 0, home: replica.home, region: region, clock: clock, cipher: cipher)
    again.token = token
    again.wire { [wire] state in (state.watchRequest, state.watchAnswer) = wire.watchers }
    return TestDevice(again, publicKey: publicKey)
  }
}
