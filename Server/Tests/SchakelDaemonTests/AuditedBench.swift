import RegionTesting
import SchakelCore
import SchakelKeys
import SchakelStore
import SchakelSync
import Synchronization
import Testing

@testable import SchakelDaemon
@testable import SchakelRegion

/// A region in a data folder, with its real key, in which Anna and Bram changed one thing while
/// apart, three times: a title, which Bram settled; a place, of which nobody had to choose; and the
/// title of a story, which is open.
struct AuditedBench {
  let bench: Bench
  let space: String

  init(language: String = "C") async throws {
    (bench, space) = try await CommandSnapshotTests.region(language: language)
    let region = try await DataFolder(path: bench.data).open(in: bench.context)
    do {
      try await Self.disagree(in: region, try #require(SpaceID(text: space)), bench)
    } catch {
      try region.service.close()
      throw error
    }
    try region.service.close()
  }

  private static func disagree(
    in region: OpenRegion, _ space: SpaceID, _ bench: Bench
  ) async throws {
    let anna = try await Worker("anna", 1, in: region, space, bench)
    let bram = try await Worker("bram", 1_000, in: region, space, bench)
    let note = try anna.replica.create("fieldNote", ["title": [Value("bankje")]], in: space)
    for worker in [anna, bram] { try await worker.sync() }
    for (worker, title, place) in [(anna, "zitbank", "hoek"), (bram, "ligbed", "midden")] {
      try worker.replica.edit(note, [.set("title", Value(title)), .set("place", Value(place))])
    }
    for worker in [anna, bram, anna] { try await worker.sync() }
    try bram.replica.resolve(note, "title", .write(Value("bank")), reason: "kort is goed")
    let story = try bram.replica.create("successStory", ["title": [Value("feest")]], in: space)
    for worker in [bram, anna] { try await worker.sync() }
    for (worker, title) in [(anna, "straatfeest"), (bram, "buurtfeest")] {
      try worker.replica.edit(story, [.set("title", Value(title))])
    }
    for worker in [anna, bram] { try await worker.sync() }
  }

  /// Somebody whom Cees, a coordinator, invites from a device; their pseudonym.
  func inviteFromDevice(name: String) async throws -> String {
    let region = try await DataFolder(path: bench.data).open(in: bench.context)
    defer { try? region.service.close() }
    let (service, space) = (region.service, try #require(SpaceID(text: space)))
    func enrol(_ code: [UInt8], _ replica: UInt64) async throws -> SchakelRegion.Enrolment {
      try await service.enrol(
        code: code, deviceName: "phone", replica: ReplicaID(rawValue: replica),
        publicKey: SigningKey().publicKey)
    }
    let own = try await service.invite(handle: "cees", to: space, as: .coordinator)
    let token = try #require(try await enrol(own.code, 9_001).token)
    let cees = try #require(try await service.authenticate(token: Array(token.utf8)))
    let given = try await service.invite(.new(name: name), to: space, as: .reader, by: cees)
    return try await enrol(given.code, 9_002).person.text
  }

  /// Two more people change one text while apart, each elsewhere in it: the region puts that together.
  func writeInOneText() async throws {
    let region = try await DataFolder(path: bench.data).open(in: bench.context)
    defer { try? region.service.close() }
    let space = try #require(SpaceID(text: space))
    let cor = try await Worker("cor", 2_000, in: region, space, bench)
    let dora = try await Worker("dora", 3_000, in: region, space, bench)
    let body: Name = "body"
    let note = try cor.replica.create(
      "fieldNote", ["title": [Value("plein")], body: [Value("een twee\n\ndrie vier")]], in: space)
    for worker in [cor, dora] { try await worker.sync() }
    for (worker, text) in [(cor, "een zes\n\ndrie vier"), (dora, "een twee\n\ndrie acht")] {
      try worker.replica.edit(note, [.set(body, Value(text))])
    }
    for worker in [cor, dora] { try await worker.sync() }
  }

  /// Lets in two coordinators, cees and dina.
  func letCoordinatorsIn() async throws {
    let region = try await DataFolder(path: bench.data).open(in: bench.context)
    defer { try? region.service.close() }
    for (number, handle) in ["cees", "dina"].enumerated() {
      let invitation = try await region.service.invite(
        handle: handle, to: try #require(SpaceID(text: space)), as: .coordinator)
      _ = try await region.service.enrol(
        code: invitation.code, deviceName: "Phone of \(handle)",
        replica: ReplicaID(rawValue: UInt64(0xc0 + number)),
        publicKey: [UInt8](repeating: UInt8(number), count: 32))
    }
  }

  func run(_ arguments: String...) async -> Bench.Outcome {
    await bench.run(["audit", arguments[0], "--data", "DATA"] + arguments.dropFirst())
  }

  /// What the list finds with some filters: the fields.
  func fields(_ filters: String...) async throws -> [String] {
    let outcome = await bench.run(["audit", "conflicts", "--data", "DATA", "--json"] + filters)
    #expect(outcome.status == .done, "\(outcome.errors)")
    return try outcome.object.conflicts.compactMap { $0["field"] as? String }
  }

  /// The id of the conflict that Bram settled.
  var settled: String {
    get async throws {
      let list = await run("conflicts", "--settled", "--json")
      return try #require(try list.object.conflicts.first?["id"] as? String)
    }
  }
}

/// Somebody with a device, without a wire: what it says is handed to the region.
private struct Worker {
  let replica: Replica
  private let key = SigningKey()
  private let region: OpenRegion
  private let token: String

  init(
    _ name: String, _ seed: UInt64, in region: OpenRegion, _ space: SpaceID, _ bench: Bench
  ) async throws {
    let draws = Atomic<UInt64>(seed)
    replica = try Replica.open(
      home: try bench.scratch.folder(),
      environment: ReplicaEnvironment(
        now: { UInt64(Bench.now) }, random: { draws.add(1, ordering: .relaxed).newValue }))
    self.region = region
    let service = region.service
    let invitation = try await service.invite(
      handle: name, name: "Voorbeeld \(name)", to: space, as: .contributor)
    let enrolment = try await service.enrol(
      code: invitation.code, deviceName: "Telefoon van \(name)",
      replica: replica.identity.replica, publicKey: key.publicKey)
    token = enrolment.token ?? ""
    try replica.adopt(
      SchakelStore.Enrolment(
        person: enrolment.person, name: enrolment.personName,
        spaces: enrolment.spaces.map { .init(id: $0.space, name: $0.name, role: $0.role) }))
  }

  func sync() async throws {
    let (key, regionKey) = (key, region.key.publicKey)
    let synchroniser = Synchroniser(
      replica: replica, transport: Handing(service: region.service, token: token),
      signer: { (try? key.sign($0)) ?? [] },
      verifier: { SigningKey.isValid($1, of: $0, by: regionKey) }, agent: "tests/1")
    let report = try await synchroniser.run(patience: .init(retries: 0))
    #expect(report.isSynchronised)
  }
}

private struct Handing: SyncTransport {
  let service: RegionService
  let token: String

  func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    do {
      let device = try #require(try await service.authenticate(token: Array(token.utf8)))
      return try await service.sync(try SyncRequest(encoded: request), from: device).encoded
    } catch {
      throw TransportFailure(.serverError, "\(error)")
    }
  }

  func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    throw TransportFailure(.serverError, "no history here")
  }

  func events() async throws(TransportFailure) -> AsyncStream<SpaceID> {
    throw TransportFailure(.unreachable, "no events here")
  }
}
