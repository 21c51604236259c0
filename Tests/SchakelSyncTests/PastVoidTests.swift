import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

/// Streams with a refused change, on their way by bundle and by hand-in.
@Suite("Past a refused change")
struct PastVoidTests {
  /// A region that refuses large changes; Bram follows what Anna writes, Carla reads bundles.
  private struct Street {
    private(set) var region: TestRegion
    private(set) var anna: TestDevice
    private(set) var bram: TestDevice
    let carla: TestDevice

    private static let limits: RegionLimits = {
      var limits = RegionLimits()
      limits.changeBytes = 500
      return limits
    }()

    init() async throws {
      region = try await TestRegion(limits: Self.limits)
      anna = try await region.device(1)
      bram = try await region.device(2)
      carla = try await region.device(3)
      for device in [anna, bram, carla] { try await device.sync() }
    }

    /// The region goes on from the files in a folder.
    mutating func goOn(from folder: String) async throws {
      region = try await TestRegion(folder: folder, clock: region.clock, limits: Self.limits)
      anna = try anna.moved(to: region)
      bram = try bram.moved(to: region)
    }

    /// Anna writes what the region will refuse.
    func writeTooMuch(in note: DocumentID) throws {
      try anna.replica.edit(note, [.set("title", Value(String(repeating: "x", count: 600)))])
    }

    /// Anna writes three changes, the second of which the region refuses.
    func write() async throws {
      let note = try anna.note("een")
      try writeTooMuch(in: note)
      try anna.replica.edit(note, [.set("place", Value("drie"))])
      try await anna.sync()
      #expect(try await bram.sync().isSynchronised)
    }

    func export(
      by device: TestDevice, since: VersionVector = VersionVector()
    ) throws -> Bundle {
      let export = try device.replica.exportBundle(
        of: region.space, since: since, signer: device.signer)
      return try Bundle(encoded: export.bundle.encoded)
    }

    /// Carla reads a bundle, and believes what it says that the region refused.
    func read(_ bundle: Bundle) throws -> BundleReport {
      try carla.replica.importBundle(
        bundle, verifier: FakeSignature.verify, region: TestRegion.verifier)
    }
  }

  @Test(
    "a bundle of a device that never had a refused change is taken by one that knows the region")
  func bundle() async throws {
    let street = try await Street()
    try await street.write()
    let (bram, carla) = (street.bram, street.carla)
    let bundle = try street.export(by: bram)
    #expect(bundle.voids.count == 1)
    let run = try #require(bundle.runs.first { $0.writer == street.anna.replica.identity.writer })
    #expect(run.changes.contains { if case .link = RunItem($0) { true } else { false } })
    let unbelieved = try carla.replica.importBundle(bundle, verifier: FakeSignature.verify)
    #expect(unbelieved.stops.map(\.dot) == [Dot(writer: run.writer, counter: 2)])
    #expect(unbelieved.stops.map(\.reason) == [.withheld] && unbelieved.taken == 1)
    #expect(try carla.replica.list().map(\.title) == ["een"])
    #expect(try carla.states() != bram.states())
    let report = try street.read(bundle)
    #expect(report.taken == 2 && report.known == 1 && report.waiting == 0)
    #expect(report.stops.isEmpty && report.gaps.isEmpty && report.refused.isEmpty)
    #expect(try carla.states() == bram.states())
    let again = try street.read(bundle)
    #expect(again.taken == 0)
    #expect(try await carla.sync().isSynchronised)
    #expect(try carla.states() == bram.states())
    #expect(try carla.replica.check().isEmpty)
  }

  @Test("a run that comes early keeps what its bundle says of a refused change")
  func early() async throws {
    let street = try await Street()
    let (anna, bram, carla) = (street.anna, street.bram, street.carla)
    let note = try anna.note("een")
    let beginning = try street.export(by: anna)
    let seen = try anna.replica.vector(of: street.region.space)
    try street.writeTooMuch(in: note)
    try anna.replica.edit(note, [.set("place", Value("drie"))])
    for device in [anna, bram] { try await device.sync() }
    let rest = try street.export(by: bram, since: seen)
    #expect(rest.voids.count == 1 && beginning.voids.isEmpty)
    let early = try street.read(rest)
    #expect(early.early == 2 && early.taken == 0)
    let report = try carla.replica.importBundle(beginning, verifier: FakeSignature.verify)
    #expect(report.taken == 3 && report.early == 0 && report.stops.isEmpty)
    #expect(try carla.states() == bram.states())
    #expect(try await carla.sync().isSynchronised)
    #expect(try carla.replica.check().isEmpty)
  }

  @Test("a refusal that another device made up is not believed")
  func forged() async throws {
    let street = try await Street()
    try await street.write()
    let bram = street.bram
    let bundle = try street.export(by: bram)
    let forged = bundle.voids.map { void in
      void.signed(in: bundle.space) { FakeSignature.sign($0, key: bram.publicKey) }
    }
    let report = try street.read(
      Bundle(space: bundle.space, runs: bundle.runs, devices: bundle.devices, voids: forged))
    #expect(report.taken == 1 && report.stops.map(\.reason) == [.withheld])
  }

  @Test("a refusal is obeyed where its change came by an earlier bundle, but not against the log")
  func afterwards() async throws {
    let street = try await Street()
    let (anna, bram, carla) = (street.anna, street.bram, street.carla)
    let note = try anna.note("een")
    try street.writeTooMuch(in: note)
    #expect(try street.read(street.export(by: anna)).taken == 2)
    #expect(try carla.replica.document(note)?.title != "een")
    for device in [anna, bram] { try await device.sync() }
    let report = try street.read(street.export(by: bram))
    #expect(report.known == 2 && report.taken == 0 && report.stops.isEmpty)
    #expect(try carla.replica.document(note)?.title == "een")
    #expect(try carla.states() == bram.states())
    // A region that was put back may accept what it refused: then an old bundle changes nothing.
    let writer = anna.replica.identity.writer
    try carla.replica.write { transaction throws(ReplicaError) in
      let space = try transaction.space(street.region.space)
      var stream = try transaction.stream(of: writer, in: space)
      let key = ChangeKey(stream: stream.no, counter: 2)
      try transaction.takeBackVoids([key], in: space)
      (stream.acknowledged, stream.acknowledgedTip) = (stream.counter, stream.tip)
      transaction.update(stream)
    }
    let accepted = try carla.states()
    _ = try street.read(street.export(by: bram))
    #expect(try carla.states() == accepted && carla.states() != bram.states())
  }

  @Test(
    "a region that was put back gets the stream from a device that never had the refused change")
  func handedIn() async throws {
    var street = try await Street()
    let copy = try street.region.closeAndCopy()
    try await street.goOn(from: street.region.folder)
    try await street.write()
    let states = try street.bram.states()
    try street.region.service.close()
    // Anna is never heard of again.
    try await street.goOn(from: copy)
    for _ in 0..<3 { _ = try await street.bram.sync() }
    #expect(try await street.bram.sync().isSynchronised)
    #expect(try street.bram.states() == states)
    let dirk = try await street.region.device(4)
    #expect(try await dirk.sync().isSynchronised)
    #expect(try dirk.states() == states)
  }
}
