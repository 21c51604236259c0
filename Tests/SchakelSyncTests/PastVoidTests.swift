import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

/// Streams with a refused change, on their way by bundle and by hand-in.
@Suite("Past a refused change")
struct PastVoidTests {
  /// Anna writes three changes, the second of which the region refuses for its size; Bram follows.
  private struct Street {
    let region: TestRegion
    let anna: TestDevice
    let bram: TestDevice
    let carla: TestDevice

    init() async throws {
      var limits = RegionLimits()
      limits.changeBytes = 500
      region = try await TestRegion(limits: limits)
      anna = try await region.device(1)
      bram = try await region.device(2)
      carla = try await region.device(3)
      for device in [anna, bram, carla] { try await device.sync() }
    }

    func write() async throws {
      let note = try anna.note("een")
      try anna.replica.edit(
        note, [.set("title", Value(String(repeating: "x", count: 600)))])
      try anna.replica.edit(note, [.set("place", Value("drie"))])
      try await anna.sync()
      #expect(try await bram.sync().isSynchronised)
    }
  }

  @Test(
    "a bundle of a device that never had a refused change is taken by one that knows the region")
  func bundle() async throws {
    let street = try await Street()
    try await street.write()
    let (bram, carla) = (street.bram, street.carla)
    let bundle = try Bundle(
      encoded: try bram.replica.exportBundle(of: street.region.space, signer: bram.signer)
        .bundle.encoded)
    #expect(bundle.voids.count == 1)
    let run = try #require(bundle.runs.first { $0.writer == street.anna.replica.identity.writer })
    #expect(run.changes.contains { if case .link = RunItem($0) { true } else { false } })
    let unbelieved = try carla.replica.importBundle(bundle, verifier: FakeSignature.verify)
    #expect(unbelieved.stops.map(\.dot) == [Dot(writer: run.writer, counter: 2)])
    #expect(unbelieved.stops.map(\.reason) == [.withheld] && unbelieved.taken == 1)
    #expect(try carla.replica.list().map(\.title) == ["een"])
    #expect(try carla.states() != bram.states())
    let report = try carla.replica.importBundle(
      bundle, verifier: FakeSignature.verify, region: TestRegion.verifier)
    #expect(report.taken == 2 && report.known == 1 && report.waiting == 0)
    #expect(report.stops.isEmpty && report.gaps.isEmpty && report.refused.isEmpty)
    #expect(try carla.states() == bram.states())
    let again = try carla.replica.importBundle(
      bundle, verifier: FakeSignature.verify, region: TestRegion.verifier)
    #expect(again.taken == 0)
    #expect(try await carla.sync().isSynchronised)
    #expect(try carla.states() == bram.states())
    #expect(try carla.replica.check().isEmpty)
  }

  @Test("a run that comes early keeps what its bundle says of a refused change")
  func early() async throws {
    let street = try await Street()
    let (anna, bram, carla) = (street.anna, street.bram, street.carla)
    let space = street.region.space
    let note = try anna.note("een")
    let beginning = try anna.replica.exportBundle(of: space, signer: anna.signer).bundle
    let seen = try anna.replica.vector(of: space)
    try anna.replica.edit(note, [.set("title", Value(String(repeating: "x", count: 600)))])
    try anna.replica.edit(note, [.set("place", Value("drie"))])
    for device in [anna, bram] { try await device.sync() }
    let rest = try bram.replica.exportBundle(of: space, since: seen, signer: bram.signer).bundle
    #expect(rest.voids.count == 1 && beginning.voids.isEmpty)
    let early = try carla.replica.importBundle(
      rest, verifier: FakeSignature.verify, region: TestRegion.verifier)
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
    let (bram, carla) = (street.bram, street.carla)
    let bundle = try bram.replica.exportBundle(of: street.region.space, signer: bram.signer).bundle
    let forged = bundle.voids.map { void in
      void.signed(in: bundle.space) { FakeSignature.sign($0, key: bram.publicKey) }
    }
    let report = try carla.replica.importBundle(
      Bundle(space: bundle.space, runs: bundle.runs, devices: bundle.devices, voids: forged),
      verifier: FakeSignature.verify, region: TestRegion.verifier)
    #expect(report.taken == 1 && report.stops.map(\.reason) == [.withheld])
  }

  @Test("a refusal is obeyed where its change came by an earlier bundle, but not against the log")
  func afterwards() async throws {
    let street = try await Street()
    let (anna, bram, carla) = (street.anna, street.bram, street.carla)
    func read(from device: TestDevice) throws -> BundleReport {
      let export = try device.replica.exportBundle(of: street.region.space, signer: device.signer)
      return try carla.replica.importBundle(
        export.bundle, verifier: FakeSignature.verify, region: TestRegion.verifier)
    }
    let note = try anna.note("een")
    try anna.replica.edit(note, [.set("title", Value(String(repeating: "x", count: 600)))])
    #expect(try read(from: anna).taken == 2)
    #expect(try carla.replica.document(note)?.title != "een")
    for device in [anna, bram] { try await device.sync() }
    let report = try read(from: bram)
    #expect(report.known == 2 && report.taken == 0 && report.stops.isEmpty)
    #expect(try carla.replica.document(note)?.title == "een")
    #expect(try carla.states() == bram.states())
    // A region that was put back may accept what it refused: then an old bundle changes nothing.
    let writer = anna.replica.identity.writer
    try carla.replica.write { transaction throws(ReplicaError) in
      let space = try transaction.space(street.region.space)
      var stream = try transaction.stream(of: writer, in: space)
      let key = ChangeKey(stream: stream.no, counter: 2)
      _ = try transaction.takeBackVoid(key)
      try transaction.rebuild(note, in: space)
      (stream.acknowledged, stream.acknowledgedTip) = (stream.counter, stream.tip)
      transaction.update(stream)
    }
    let accepted = try carla.states()
    _ = try read(from: bram)
    #expect(try carla.states() == accepted && carla.states() != bram.states())
  }

  @Test(
    "a region that was put back gets the stream from a device that never had the refused change")
  func handedIn() async throws {
    let street = try await Street()
    try street.region.service.close()
    let copy = scratchFolder()
    try copyFiles(from: street.region.folder, to: copy)
    var limits = RegionLimits()
    limits.changeBytes = 500
    let onward = try await TestRegion(
      folder: street.region.folder, clock: street.region.clock, limits: limits)
    let anna = try street.anna.moved(to: onward)
    let bram = try street.bram.moved(to: onward)
    let note = try anna.note("een")
    try anna.replica.edit(note, [.set("title", Value(String(repeating: "x", count: 600)))])
    try anna.replica.edit(note, [.set("place", Value("drie"))])
    try await anna.sync()
    #expect(try await bram.sync().isSynchronised)
    let states = try bram.states()
    try onward.service.close()
    // Anna is never heard of again.
    let restored = try await TestRegion(
      folder: copy, clock: street.region.clock, limits: limits)
    let back = try bram.moved(to: restored)
    for _ in 0..<3 { _ = try await back.sync() }
    #expect(try await back.sync().isSynchronised)
    #expect(try back.states() == states)
    let dirk = try await restored.device(4)
    #expect(try await dirk.sync().isSynchronised)
    #expect(try dirk.states() == states)
  }
}
