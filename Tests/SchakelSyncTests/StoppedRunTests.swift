import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

/// Mallory's telephone is lost, and what it wrote is in bundles alone. Not all of it can be taken by
/// those who read them.
@Suite("Runs that cannot be taken to their end")
struct StoppedRunTests {
  @Test("what follows a change that nobody can read reaches the region all the same")
  func unreadable() async throws {
    let party = try await Party()
    var forger = party.forger
    let run = forger.run([forger.birth("ervoor"), .garbage, forger.birth("erna", at: 3)])
    for _ in 1...2 {
      let report = try party.read([run], on: party.bram)
      #expect(report.stops.map(\.dot.counter) == [2])
    }
    #expect(try party.titles(on: party.bram) == ["ervoor"])
    try await party.expectAll(["ervoor", "erna"], by: party.bram)
  }

  @Test("a run of which nothing can be taken is handed in too")
  func nothing() async throws {
    let party = try await Party()
    var forger = party.forger
    let bram = try #require(party.bram.replica.identity.person)
    let run = forger.run([
      forger.birth("onder een valse naam", by: bram), forger.birth("erna", at: 2),
    ])
    #expect(try party.read([run], on: party.bram).taken == 0)
    try await party.expectAll(["erna"], by: party.bram)
  }

  @Test("it goes on to a third by another bundle, and into the region from there")
  func passedOn() async throws {
    let party = try await Party()
    var forger = party.forger
    let whole = forger.run([forger.birth("nul")])
    let run = forger.run([forger.birth("ervoor"), .garbage, forger.birth("erna", at: 4)])
    _ = try party.read([whole, run], on: party.bram)
    let export = try party.bram.replica.exportBundle(
      of: party.region.space, signer: party.bram.signer)
    #expect(export.omitted.isEmpty)
    let report = try party.read(export.bundle.runs, on: party.carla)
    #expect(report.taken == 2 && report.stops.map(\.dot.counter) == [3])
    try await party.expectAll(["nul", "ervoor", "erna"], by: party.carla)
  }

  @Test("so does what was kept aside first, and turns out to have such a change")
  func early() async throws {
    let party = try await Party()
    var forger = party.forger
    let runs = [
      forger.run([forger.birth("een")]),
      forger.run([forger.birth("twee"), .garbage, forger.birth("vier", at: 4)]),
      forger.run([forger.birth("vijf")]),
    ]
    for run in runs.reversed() { _ = try party.read([run], on: party.bram) }
    #expect(try party.titles(on: party.bram) == ["een", "twee"])
    try await party.expectAll(["een", "twee", "vier", "vijf"], by: party.bram)
  }

  @Test("an order to erase reaches it")
  func erased() async throws {
    let party = try await Party()
    var forger = party.forger
    let run = forger.run([.garbage, forger.birth("erna", at: 2)])
    _ = try party.read([run], on: party.bram)
    #expect(try party.kept(on: party.bram) == 1)
    try party.bram.replica.write { transaction throws(ReplicaError) in
      let part = LogEntry.Erasure.Part(
        document: DocumentID(milliseconds: 1, random: (1, 1)),
        dots: [Dot(writer: run.writer, counter: 2)])
      try transaction.erase([part], in: try transaction.space(party.region.space))
    }
    #expect(try party.kept(on: party.bram) == 0)
  }

  @Test("where the region has something else further on, it is kept no longer")
  func forked() async throws {
    let party = try await Party()
    var (one, other) = (party.forger, party.forger)
    let shared = one.birth("samen")
    let run = one.run([shared, .garbage, one.birth("hier", at: 3)])
    try await party.mallory.push(other.run([shared, other.birth("daar", at: 2)]))
    #expect(try party.read([run], on: party.bram).taken == 1)
    try await party.expectAll(["samen", "daar"], by: party.bram)
  }
}

extension Party {
  fileprivate func titles(on device: TestDevice) throws -> Set<String> {
    Set(try device.replica.list().compactMap(\.title))
  }

  /// One sync hands in what the device has, and everybody comes to the same.
  fileprivate func expectAll(_ titles: Set<String>, by device: TestDevice) async throws {
    #expect(try await device.sync().isSynchronised)
    for other in [bram, carla] {
      #expect(try await other.sync().isSynchronised)
      #expect(try self.titles(on: other) == titles)
      #expect(try other.replica.check() == [])
      #expect(try kept(on: other) == 0)
    }
    #expect(try bram.states() == carla.states())
  }

  fileprivate func kept(on device: TestDevice) throws -> Int64 {
    try device.replica.read { connection throws(ReplicaError) in
      try connection.number(SQL("SELECT count(*) FROM stopped_runs"))
    }
  }
}
