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

  @Test("while the region lacks it nothing is synchronised, though no document is another for it")
  func notSynchronised() async throws {
    let party = try await Party()
    var forger = party.forger
    let before = try party.bram.replica.status().synchronisedAt
    _ = try party.read([forger.run([.garbage, forger.birth("erna", at: 2)])], on: party.bram)
    #expect(try !party.bram.replica.standing().isSynchronised)
    #expect(try !party.bram.replica.status().isSynchronised)
    let report = try await party.bram.sync(budget: SyncBudget(push: 1, sealed: 1))
    #expect(report.standing.unsendable == 2 && !report.isSynchronised)
    #expect(try party.bram.replica.status().synchronisedAt == before)
    try await party.expectAll(["erna"], by: party.bram)
  }

  @Test("an order to erase takes its words out of it, and no others")
  func erased() async throws {
    let party = try await Party()
    var (one, other) = (party.forger, party.forger)
    let words = one.birth("weg", at: 2)
    let run = one.run([.garbage, words, one.birth("blijft", at: 3)])
    try await party.mallory.push(other.run([.garbage, words]))
    _ = try party.read([run], on: party.bram)
    try party.bram.erase(2, of: run, in: party.region.space)
    #expect(try party.bram.kept(in: "stopped_runs").map { $0.says("weg") } == [false])
    try await party.expectAll(["weg", "blijft"], by: party.bram)
  }

  @Test("no old bundle brings erased words back into it", arguments: [false, true])
  func readAgain(fromStates: Bool) async throws {
    let party = try await Party()
    var (one, other) = (party.forger, party.forger)
    let words = one.birth("weg")
    let run = one.run([words, .garbage, one.birth("blijft", at: 3)])
    try await party.mallory.push(other.run([words]))
    let reader = fromStates ? try await party.region.device(4, person: "dirk") : party.bram
    if fromStates { try await reader.sync() } else { _ = try party.read([run], on: reader) }
    let note = try #require(try reader.replica.list().first { $0.title == "weg" }).id
    try reader.erase(Dot(writer: run.writer, counter: 1), of: note, in: party.region.space)
    #expect(try party.read([run], on: reader).stops.map(\.dot.counter) == [2])
    #expect(try reader.kept(in: "stopped_runs").map { $0.says("weg") } == [false])
    #expect(try await reader.sync().isSynchronised)
  }

  /// Bram has read a run that stops, and the region has another history from there on.
  private func parted() async throws -> Party {
    let party = try await Party()
    var (one, other) = (party.forger, party.forger)
    let shared = one.birth("samen")
    let run = one.run([shared, .garbage, one.birth("hier", at: 3)])
    try await party.mallory.push(other.run([shared, other.birth("daar", at: 2)]))
    #expect(try party.read([run], on: party.bram).taken == 1)
    return party
  }

  @Test("where the region has something else further on, it is kept no longer")
  func forked() async throws {
    let party = try await parted()
    try await party.expectAll(["samen", "daar"], by: party.bram)
  }

  @Test("nothing follows on another history of which the end alone is known here")
  func otherEnd() async throws {
    let party = try await Party()
    var (one, other) = (party.forger, party.forger)
    try await party.mallory.push(other.run([other.birth("daar"), other.birth("ook", at: 2)]))
    let dirk = try await party.region.device(4)
    try await dirk.sync()
    let run = one.run([
      one.birth("een"), one.birth("twee", at: 2), one.birth("drie", at: 3),
    ])
    let report = try party.read([run], on: dirk)
    #expect(report.taken == 0 && report.stops.map(\.reason) == [.fork])
    try await party.expectAll(["daar", "ook"], by: dirk)
    #expect(try dirk.replica.check() == [])
  }

  @Test("a run of a life that the region does not have takes nothing along that is the region's")
  func otherLife() async throws {
    let party = try await parted()
    // The log comes before there is room for the run.
    try party.bram.note("van Bram")
    let report = try await party.bram.sync(budget: SyncBudget(push: 1))
    #expect(report.isSynchronised && report.notices.isEmpty)
    #expect(try party.bram.replica.status().forks.isEmpty)
    try await party.expectAll(["samen", "daar", "van Bram"], by: party.bram)
    #expect(try party.bram.replica.tray().isEmpty)
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
      #expect(try other.kept(in: "stopped_runs").isEmpty)
    }
    #expect(try bram.states() == carla.states())
  }
}
