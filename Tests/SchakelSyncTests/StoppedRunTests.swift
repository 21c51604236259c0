import SchakelCore
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

/// Mallory's telephone is lost, and what it wrote is in bundles alone. Not all of it can be taken by
/// those who read them.
@Suite("Runs that cannot be taken to their end")
struct StoppedRunTests {
  private struct Scene {
    let region: TestRegion
    let bram: TestDevice
    let carla: TestDevice
    let mallory: TestDevice

    init() async throws {
      region = try await TestRegion()
      bram = try await region.device(1, person: "bram")
      carla = try await region.device(2, person: "carla")
      mallory = try await region.device(3, person: "mallory")
      for device in [bram, carla, mallory] { try await device.sync() }
    }

    var forger: Forger { Forger(mallory, in: region.space) }

    func read(_ runs: [ChangeRun], on device: TestDevice) throws -> BundleReport {
      try device.replica.importBundle(
        Bundle(space: region.space, runs: runs, devices: []), verifier: FakeSignature.verify)
    }

    func titles(on device: TestDevice) throws -> Set<String> {
      Set(try device.replica.list().compactMap(\.title))
    }

    /// One sync hands in what the device has, and everybody comes to the same.
    func expectAll(_ titles: Set<String>, by device: TestDevice) async throws {
      #expect(try await device.sync().isSynchronised)
      for other in [bram, carla] {
        #expect(try await other.sync().isSynchronised)
        #expect(try self.titles(on: other) == titles)
        #expect(try other.replica.check() == [])
        #expect(try kept(on: other) == 0)
      }
      #expect(try bram.states() == carla.states())
    }

    func kept(on device: TestDevice) throws -> Int64 {
      try device.replica.read { connection throws(ReplicaError) in
        try connection.number(SQL("SELECT count(*) FROM stopped_runs"))
      }
    }
  }

  @Test("what follows a change that nobody can read reaches the region all the same")
  func unreadable() async throws {
    let scene = try await Scene()
    var forger = scene.forger
    let run = forger.run([forger.birth("ervoor"), .garbage, forger.birth("erna", at: 3)])
    for _ in 1...2 {
      let report = try scene.read([run], on: scene.bram)
      #expect(report.stops.map(\.dot.counter) == [2])
    }
    #expect(try scene.titles(on: scene.bram) == ["ervoor"])
    try await scene.expectAll(["ervoor", "erna"], by: scene.bram)
  }

  @Test("a run of which nothing can be taken is handed in too")
  func nothing() async throws {
    let scene = try await Scene()
    var forger = scene.forger
    let bram = try #require(scene.bram.replica.identity.person)
    let run = forger.run([
      forger.birth("onder een valse naam", by: bram), forger.birth("erna", at: 2),
    ])
    #expect(try scene.read([run], on: scene.bram).taken == 0)
    try await scene.expectAll(["erna"], by: scene.bram)
  }

  @Test("it goes on to a third by another bundle, and into the region from there")
  func passedOn() async throws {
    let scene = try await Scene()
    var forger = scene.forger
    let whole = forger.run([forger.birth("nul")])
    let run = forger.run([forger.birth("ervoor"), .garbage, forger.birth("erna", at: 4)])
    _ = try scene.read([whole, run], on: scene.bram)
    let export = try scene.bram.replica.exportBundle(
      of: scene.region.space, signer: scene.bram.signer)
    #expect(export.omitted.isEmpty)
    let report = try scene.read(export.bundle.runs, on: scene.carla)
    #expect(report.taken == 2 && report.stops.map(\.dot.counter) == [3])
    try await scene.expectAll(["nul", "ervoor", "erna"], by: scene.carla)
  }

  @Test("so does what was kept aside first, and turns out to have such a change")
  func early() async throws {
    let scene = try await Scene()
    var forger = scene.forger
    let runs = [
      forger.run([forger.birth("een")]),
      forger.run([forger.birth("twee"), .garbage, forger.birth("vier", at: 4)]),
      forger.run([forger.birth("vijf")]),
    ]
    for run in runs.reversed() { _ = try scene.read([run], on: scene.bram) }
    #expect(try scene.titles(on: scene.bram) == ["een", "twee"])
    try await scene.expectAll(["een", "twee", "vier", "vijf"], by: scene.bram)
  }

  @Test("an order to erase reaches it")
  func erased() async throws {
    let scene = try await Scene()
    var forger = scene.forger
    let run = forger.run([.garbage, forger.birth("erna", at: 2)])
    _ = try scene.read([run], on: scene.bram)
    #expect(try scene.kept(on: scene.bram) == 1)
    try scene.bram.replica.write { transaction throws(ReplicaError) in
      let part = LogEntry.Erasure.Part(
        document: DocumentID(milliseconds: 1, random: (1, 1)),
        dots: [Dot(writer: run.writer, counter: 2)])
      try transaction.erase([part], in: try transaction.space(scene.region.space))
    }
    #expect(try scene.kept(on: scene.bram) == 0)
  }

  @Test("where the region has something else further on, it is kept no longer")
  func forked() async throws {
    let scene = try await Scene()
    var (one, other) = (scene.forger, scene.forger)
    let shared = one.birth("samen")
    let run = one.run([shared, .garbage, one.birth("hier", at: 3)])
    try await scene.mallory.push(other.run([shared, other.birth("daar", at: 2)]))
    #expect(try scene.read([run], on: scene.bram).taken == 1)
    try await scene.expectAll(["samen", "daar"], by: scene.bram)
  }
}
