import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync

/// A region in this process, without HTTP: for figures that the network would hide.
struct LocalRegion {
  let service: RegionService
  let cryptography: Cryptography
  let space: SpaceID
  /// What its receipts are checked with.
  let verifier: RegionVerifier
  let publicKey: [UInt8]

  init(_ bench: Bench) async throws {
    let cryptography = bench.cryptography
    self.cryptography = cryptography
    let clock = SteadyClock(seed: 99)
    let key = cryptography.makeKey()
    let environment = RegionEnvironment(
      now: { clock.now() },
      randomBytes: { count in (0..<count).map { _ in UInt8(truncatingIfNeeded: clock.random()) } },
      hashing: cryptography.hashing, verify: { cryptography.holds($2, $1, $0) },
      sign: key.sign, publicKey: key.publicKey)
    publicKey = key.publicKey
    verifier = { [key = key.publicKey] in cryptography.holds($1, $0, key) }
    let store = try SQLiteRegionStore(bench.scratch.folder() + "/region.sqlite")
    // A crowd's devices have had many lives each, of which no coordinator need be asked here.
    service = try await RegionService(
      store: store, environment: environment, admitsCopies: true)
    try await service.found(name: "Voorbeeldregio")
    space = try await service.addSpace(name: "Voorbeeldwijk").id
  }

  /// Enrols a device of a person of its own.
  func enrol(
    _ replica: ReplicaID, _ key: Cryptography.Key
  ) async throws -> (enrolment: SchakelStore.Enrolment, device: SchakelRegion.Device) {
    let invitation = try await service.invite(
      handle: replica.text, name: "Voorbeeld", to: space, as: .contributor)
    let given = try await service.enrol(
      code: invitation.code, deviceName: "toestel", replica: replica, publicKey: key.publicKey)
    guard let token = given.token,
      let device = try await service.authenticate(token: Array(token.utf8))
    else { throw Unexpected("an enrolled device is not known") }
    let enrolment = SchakelStore.Enrolment(
      person: given.person, name: given.personName,
      spaces: given.spaces.map { .init(id: $0.space, name: $0.name, role: $0.role) })
    return (enrolment, device)
  }

  /// Pushes runs, of whichever streams. All must be taken.
  func push(_ runs: [ChangeRun], from device: SchakelRegion.Device) async throws {
    let request = SyncRequest(
      agent: "bench", limit: 0,
      spaces: [.init(space: space, cursor: nil, digest: 0, push: runs)])
    let answer = try await service.sync(request, from: device)
    guard answer.spaces[0].receipt != nil else { throw Unexpected("a push was not taken whole") }
  }
}

/// A device with a region at hand, its messages in full and no network between.
struct LocalDevice {
  let replica: Replica
  let region: LocalRegion
  let device: SchakelRegion.Device
  private let key: Cryptography.Key

  init(
    in folder: String, seed: UInt64, region: LocalRegion,
    synchronous: ConnectionOptions.Synchronous = .off
  ) async throws {
    let clock = SteadyClock(seed: seed)
    key = region.cryptography.makeKey()
    replica = try Replica.open(
      home: folder,
      environment: ReplicaEnvironment(
        now: { clock.now() }, random: { clock.random() },
        hashing: region.cryptography.hashing),
      synchronous: synchronous)
    self.region = region
    let (enrolment, device) = try await region.enrol(replica.identity.replica, key)
    try replica.adopt(enrolment)
    self.device = device
  }

  /// Synchronises; throws unless all is well.
  func sync() async throws {
    let synchroniser = Synchroniser(
      replica: replica, transport: LocalTransport(service: region.service, device: device),
      signer: signer, verifier: region.verifier)
    let report = try await synchroniser.run(patience: .init(retries: 0))
    guard report.isSynchronised else { throw Unexpected("a sync did not come to its end") }
  }

  /// Asks what is new, and hands back the work of taking it in.
  func fetch() async throws -> () throws -> Int {
    let request = try replica.syncRequest(agent: "bench", signer: signer)
    let bytes = try await region.service.sync(request, from: device).encoded
    let verifier = region.verifier
    return {
      try replica.absorb(try SyncAnswer(encoded: bytes), to: request, verifier: verifier).pulled
    }
  }

  /// Asks what is new; how many bytes the question and the answer are.
  func exchange() async throws -> Int {
    let request = try replica.syncRequest(agent: "bench", signer: signer)
    return request.encoded.count
      + (try await region.service.sync(request, from: device)).encoded.count
  }

  /// Throws unless so many documents are here.
  func check(documents: Int) throws {
    let here = try replica.status().spaces.reduce(0) { $0 + $1.documents }
    guard here == documents else { throw Unexpected("\(here) documents, not \(documents)") }
  }

  private var signer: DeviceSigner { key.sign }
}

/// The way to a region in this process.
struct LocalTransport: SyncTransport {
  let service: RegionService
  let device: SchakelRegion.Device

  func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    do {
      return try await service.sync(try SyncRequest(encoded: request), from: device).encoded
    } catch {
      throw TransportFailure(.serverError, "\(error)")
    }
  }

  func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    do {
      return try await service.history(try HistoryRequest(encoded: request), for: device).encoded
    } catch {
      throw TransportFailure(.serverError, "\(error)")
    }
  }

  func events() async throws(TransportFailure) -> AsyncStream<SpaceID> {
    AsyncStream { $0.finish() }
  }
}
