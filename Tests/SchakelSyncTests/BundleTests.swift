import SchakelCore
import SchakelRegion
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("What a bundle may bring")
struct BundleTests {
  private func stops(_ report: BundleReport) -> [String] {
    report.stops.map { "\($0.dot.counter) \($0.reason)" }
  }

  @Test("one change that cannot be read ends its own run, and no other")
  func unreadable() async throws {
    let party = try await Party()
    var forger = party.forger
    let run = forger.run([
      forger.birth("ervoor"), .garbage, forger.birth("erna", at: 3),
    ])
    let report = try party.read([run] + party.honest())
    #expect(stops(report) == ["2 unreadable"])
    #expect(report.taken == 2)
    #expect(report.refused.isEmpty && report.gaps.isEmpty)
    #expect(Set(try party.bram.replica.list().map(\.title)) == ["ervoor", "eerlijk"])
    // What was taken under no seal of its own is passed on as it came.
    let passedOn = try party.bram.replica.exportBundle(
      of: party.region.space, signer: party.bram.signer)
    #expect(passedOn.bundle.runs.filter { $0.writer == run.writer } == [run])
    try await party.expectAgreement(pushing: run)
    #expect(try party.bram.replica.list().count == 3)
  }

  @Test("a region takes the runs of a bundle, in whatever order they stand, and each once")
  func inAnyOrder() async throws {
    let region = try await TestRegion()
    let anna = try await region.device(1)
    func bundle(since: VersionVector = VersionVector()) throws -> Bundle {
      try anna.replica.exportBundle(of: region.space, since: since, signer: anna.signer).bundle
    }
    try anna.note("een")
    let first = try bundle()
    let vector = try anna.replica.vector(of: region.space)
    try anna.note("twee")
    let runs = try bundle(since: vector).runs + first.runs
    #expect(runs.map(\.first) == [2, 1])
    let turned = Bundle(space: region.space, runs: runs, devices: [])
    let taken = try await region.service.takeBundle(turned)
    #expect(taken.taken == 2 && taken.isWhole)
    let again = try await region.service.takeBundle(turned)
    #expect(again.taken == 0 && again.known == 2)
  }

  @Test("a change that says another place than it has is not taken")
  func otherPlace() async throws {
    let party = try await Party()
    var forger = party.forger
    let run = forger.run([forger.birth("een"), forger.birth("twee", at: 3)])
    let report = try party.read([run])
    #expect(stops(report) == ["2 unreadable"])
    #expect(try party.bram.replica.list().map(\.title) == ["een"])
    try await party.expectAgreement(pushing: run)
  }

  @Test("where a change is withheld because it was refused, the run ends before it until a sync")
  func withheld() async throws {
    let party = try await Party()
    var (whole, forger) = (party.forger, party.forger)
    let lost = forger.birth("tweemaal onder een nummer", at: 7)
    let written: [Forger.Written] = [
      forger.birth("een"), lost, forger.birth("drie", at: 3),
    ]
    let run = forger.run([written[0], .link(of: lost), written[2]])
    let report = try party.read([run])
    #expect(stops(report) == ["2 withheld"])
    #expect(report.taken == 1)
    #expect(try party.bram.replica.list().map(\.title) == ["een"])
    try await party.mallory.push(whole.run(written))
    #expect(try await party.bram.sync().isSynchronised)
    #expect(Set(try party.bram.replica.list().map(\.title)) == ["een", "drie"])
    // Now that its refusal is known, the run is as it should be.
    let again = try party.read([run])
    #expect(again.known == 3 && again.stops.isEmpty)
    try await party.expectAgreement()
  }

  @Test("nobody writes in another's name")
  func otherAuthor() async throws {
    let party = try await Party()
    var forger = party.forger
    let bram = try #require(party.bram.replica.identity.person)
    let run = forger.run([forger.birth("onder een valse naam", by: bram)])
    let report = try party.read([run] + party.honest())
    #expect(stops(report) == ["1 wrongAuthor"])
    #expect(try party.bram.replica.list().map(\.title) == ["eerlijk"])
    try await party.expectAgreement(pushing: run)
  }

  @Test("a bundle for one space changes nothing in another")
  func otherSpace() async throws {
    let party = try await Party()
    let other = try await party.region.service.addSpace(name: "Tweede wijk")
    try await party.region.join(other.id, handle: "bram", with: party.bram)
    try await party.bram.sync()
    let id = try party.bram.replica.create(
      "fieldNote", ["title": [Value("van de tweede wijk")]], in: other.id)
    try await party.bram.sync()
    let before = try party.bram.replica.states(in: other.id)
    let vector = try DocumentState(encoded: try #require(before[id])).vector
    var forger = party.forger
    let run = forger.run([forger.edit(id, "gekaapt", after: vector)])
    let report = try party.read([run])
    #expect(stops(report) == ["1 otherSpace"])
    #expect(try party.bram.replica.states(in: other.id) == before)
    #expect(try party.bram.replica.check() == [])
    try await party.expectAgreement(pushing: run)
    #expect(try party.bram.replica.states(in: other.id) == before)
  }

  /// A second space for Bram and Carla, in which Carla writes a note that the region does not have;
  /// and Mallory's change to it, in the space where Mallory may write.
  private func astray(_ party: Party) async throws -> (SpaceID, DocumentID, ChangeRun) {
    let other = try await party.region.service.addSpace(name: "Tweede wijk").id
    try await party.region.join(other, handle: "bram", with: party.bram)
    try await party.region.join(other, handle: "carla", with: party.carla)
    for device in [party.bram, party.carla] { try await device.sync() }
    let id = try party.carla.replica.create(
      "fieldNote", ["title": [Value("van de tweede wijk")]], in: other)
    let state = try #require(try party.carla.replica.states(in: other)[id])
    var forger = party.forger
    let vector = try DocumentState(encoded: state).vector
    return (other, id, forger.run([forger.edit(id, "gekaapt", after: vector)]))
  }

  @Test("what waits in another space for a document is none of its changes")
  func waitsInOtherSpace() async throws {
    let party = try await Party()
    let (other, id, run) = try await astray(party)
    #expect(try party.read([run]).waiting == 1)
    try party.bram.hear(party.carla, in: other)
    #expect(
      try party.bram.replica.states(in: other) == party.carla.replica.states(in: other))
    for device in [party.carla, party.bram, party.carla] {
      #expect(try await device.sync().isSynchronised)
      #expect(try device.replica.check() == [])
    }
    #expect(try party.bram.replica.document(id)?.title == "van de tweede wijk")
    #expect(
      try party.bram.replica.states(in: other) == party.carla.replica.states(in: other))
  }

  @Test("a document that the region heard of first in another space stops nobody there")
  func takenByOtherSpace() async throws {
    let party = try await Party()
    let (other, id, run) = try await astray(party)
    try party.bram.hear(party.carla, in: other)
    try await party.mallory.push(run)
    for device in [party.bram, party.carla, party.bram] {
      #expect(try await device.sync().isSynchronised)
      #expect(try device.replica.check() == [])
    }
    #expect(try party.carla.replica.tray().map(\.reason) == [.refused(.otherSpace)])
    #expect(try party.bram.replica.states(in: other) == [:])
    #expect(try party.bram.replica.document(id) == nil)
    for space in [party.region.space, other] {
      #expect(
        try party.bram.replica.states(in: space) == party.carla.replica.states(in: space))
    }
  }

  @Test("who may not write here any more is not read here")
  func reader() async throws {
    let party = try await Party()
    try await party.region.setRole(.reader, of: party.mallory, handle: "mallory")
    try await party.bram.sync()
    var forger = party.forger
    let run = forger.run([forger.birth("mag niet")])
    let report = try party.read([run])
    #expect(report.refused == [run.writer] && report.taken == 0)
    #expect(try party.bram.replica.list().isEmpty)
    try await party.expectAgreement(pushing: run)
  }

  @Test("a device that was revoked is not read")
  func revoked() async throws {
    let party = try await Party()
    let bram = party.bram.replica
    try bram.write { transaction throws(ReplicaError) in
      let space = try transaction.space(party.region.space)
      for device in try Replica.devices(of: space, transaction.connection)
      where device.replica == party.mallory.replica.identity.replica {
        let revoked = LogEntry.Device(
          replica: device.replica, person: device.person, publicKey: device.publicKey,
          status: .revoked, time: device.time + 1)
        try transaction.note(.device(revoked), in: space)
      }
    }
    var forger = party.forger
    let run = forger.run([forger.birth("van een gestolen toestel")])
    #expect(try party.read([run]).refused == [run.writer])
    #expect(try bram.list().isEmpty)
  }

  @Test("a change that builds on another history than the one here has no effect, and is told")
  func contradictory() async throws {
    let party = try await Party()
    let id = try party.carla.note("bankje")
    for device in [party.carla, party.bram] { try await device.sync() }
    var vector = VersionVector()
    vector.record(Dot(writer: party.carla.replica.identity.writer, counter: 1), check: 77)
    var forger = party.forger
    let run = forger.run([forger.edit(id, "anders", after: vector)])
    let report = try party.read([run])
    #expect(report.stops.isEmpty && report.taken == 1)
    #expect(try party.bram.replica.document(id)?.title == "bankje")
    #expect(try party.bram.replica.status().forks.map(\.dot.counter) == [1])
    try await party.expectAgreement(pushing: run)
  }

  @Test("a run that begins within what is known is taken from there")
  func overlap() async throws {
    let party = try await Party()
    var forger = party.forger
    let first = forger.run([forger.birth("een"), forger.birth("twee", at: 2)])
    _ = try party.read([first])
    let second = forger.run([forger.birth("drie")])
    let joined = ChangeRun(
      writer: first.writer, first: 2, changes: [first.changes[1]] + second.changes,
      seal: second.seal)
    let report = try party.read([joined])
    #expect(report.taken == 1 && report.known == 1 && report.stops.isEmpty)
    try await party.expectAgreement()
  }

  @Test("another change under a dot that is here is kept apart, and told")
  func fork() async throws {
    let party = try await Party()
    var (one, other) = (party.forger, party.forger)
    let first = one.run([one.birth("een"), one.birth("twee", at: 2)])
    _ = try party.read([first])
    let before = try party.bram.states()
    for count in [2, 3] {
      var other = other
      let run = other.run((1...count).map { other.birth("anders \($0)", at: UInt64($0)) })
      let report = try party.read([run])
      #expect(stops(report) == ["1 fork"])
      #expect(report.taken == 0 && report.known == 0)
    }
    #expect(try party.bram.states() == before)
    #expect(try party.bram.replica.status().forks.map(\.dot.counter) == [1])
    #expect(try party.bram.replica.status().counts.problem == 1)
    // Whoever has no key can tell of no fork.
    let forged = other.run([other.birth("zomaar")], key: party.carla.publicKey)
    #expect(try party.read([forged]).refused == [forged.writer])
    #expect(try party.bram.replica.check() == [])
  }

  @Test("a fork is a fork where what came before it is not here")
  func forkPastStates() async throws {
    let party = try await Party()
    var one = party.forger
    let shared = [one.birth("een"), one.birth("twee", at: 2)]
    let first = one.run(shared)
    try await party.mallory.push(first)
    let dirk = try await party.region.device(4)
    try await dirk.sync()
    var other = one
    try await party.mallory.push(one.run([one.birth("drie")]))
    try await dirk.sync()
    func read(_ last: ChangeRun) throws -> BundleReport {
      let run = ChangeRun(
        writer: last.writer, first: 2, changes: [first.changes[1]] + last.changes, seal: last.seal)
      return try dirk.replica.importBundle(
        Bundle(space: party.region.space, runs: [run], devices: []),
        verifier: FakeSignature.verify)
    }
    var forger = other
    let forged = try read(forger.run([forger.birth("vals")], key: party.bram.publicKey))
    #expect(forged.refused.count == 1 && forged.stops.isEmpty)
    let report = try read(other.run([other.birth("anders")]))
    #expect(stops(report) == ["3 fork"] && report.refused.isEmpty)
    #expect(try dirk.replica.status().forks.map(\.dot.counter) == [3])
    #expect(try await dirk.sync().isSynchronised)
  }

  @Test("a device that began from states says whose changes it cannot pass on")
  func omitted() async throws {
    let party = try await Party()
    try party.carla.note("voor de stand")
    try await party.carla.sync()
    let dirk = try await party.region.device(4)
    try await dirk.sync()
    try dirk.note("van Dirk")
    let carla = party.carla.replica.identity.writer
    func exported(since vector: VersionVector = VersionVector()) throws -> ExportedBundle {
      try dirk.replica.exportBundle(of: party.region.space, since: vector, signer: dirk.signer)
    }
    #expect(try exported().omitted == [carla])
    #expect(try exported().bundle.runs.map(\.writer) == [dirk.replica.identity.writer])
    // Whoever has those changes already misses nothing.
    #expect(
      try exported(since: party.carla.replica.vector(of: party.region.space)).omitted.isEmpty)
    try party.carla.note("na de stand")
    for device in [party.carla, dirk] { try await device.sync() }
    #expect(try exported().omitted == [carla])
    #expect(try exported().bundle.runs.count == 2)
    try await party.bram.sync()
    let whole = try party.bram.replica.exportBundle(
      of: party.region.space, signer: party.bram.signer)
    #expect(whole.omitted.isEmpty)
  }

  @Test("a bundle of another space than this device has is refused by name")
  func unknownSpace() async throws {
    let party = try await Party()
    let nowhere = SpaceID(rawValue: 0xabc)
    let error = #expect(throws: ReplicaError.self) { try party.read([], of: nowhere) }
    #expect(error?.code == .bundle)
    #expect(error?.message.contains(nowhere.text) == true)
  }
}

extension Party {
  /// What an honest device has to bring.
  fileprivate func honest() throws -> [ChangeRun] {
    try carla.note("eerlijk")
    let export = try carla.replica.exportBundle(of: region.space, signer: carla.signer)
    return export.bundle.runs.filter { $0.writer == carla.replica.identity.writer }
  }

  /// In the end the region has what everybody wrote, and Bram has what the region has.
  fileprivate func expectAgreement(pushing run: ChangeRun? = nil) async throws {
    if let run { try await mallory.push(run) }
    for device in [carla, bram, carla] { #expect(try await device.sync().isSynchronised) }
    #expect(try bram.states() == carla.states())
    #expect(try bram.replica.check() == [])
  }
}
