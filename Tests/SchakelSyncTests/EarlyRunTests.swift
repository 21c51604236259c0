import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("Bundles in any order")
struct EarlyRunTests {
  /// Bram reads bundles of what Anna's device wrote without a network: a run of two changes, and two
  /// of one.
  private struct Scene {
    let region: TestRegion
    let anna: TestDevice
    let bram: TestDevice
    let runs: [ChangeRun]

    init() async throws {
      region = try await TestRegion()
      anna = try await region.device(1)
      bram = try await region.device(2)
      for device in [anna, bram] { try await device.sync() }
      var forger = Forger(anna, in: region.space)
      var runs = [forger.run([forger.birth("een"), forger.birth("twee", at: 2)])]
      runs.append(forger.run([forger.birth("drie")]))
      runs.append(forger.run([forger.birth("vier")]))
      self.runs = runs
    }

    func read(_ runs: [ChangeRun], limit: Int = Replica.earlyLimit) throws -> BundleReport {
      let bundle = Bundle(space: region.space, runs: runs, devices: [])
      return try bram.replica.importBundle(
        try Bundle(encoded: bundle.encoded), earlyLimit: limit, verifier: FakeSignature.verify)
    }

    func titles() throws -> Set<String> { Set(try bram.replica.list().compactMap(\.title)) }

    /// What Bram has reaches whoever is new.
    func expectAgreement(count: Int) async throws {
      #expect(try await bram.sync().isSynchronised)
      let carla = try await region.device(3)
      #expect(try await carla.sync().isSynchronised)
      #expect(try carla.states() == bram.states())
      #expect(try bram.states().count == count)
      #expect(try bram.replica.check() == [])
    }
  }

  private static let orders = [
    [0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0],
  ]

  @Test("in whatever order they are read, all is there in the end, and once", arguments: orders)
  func anyOrder(order: [Int]) async throws {
    let scene = try await Scene()
    var (taken, known) = (0, 0)
    for place in order + order {
      let report = try scene.read([scene.runs[place]])
      #expect(report.gaps.isEmpty && report.refused.isEmpty && report.stops.isEmpty)
      #expect(try report.early == scene.bram.replica.status().waitingForOthers)
      taken += report.taken
      known += report.known
    }
    #expect(taken == 4 && known == 4)
    #expect(try scene.bram.replica.status().waitingForOthers == 0)
    #expect(try scene.titles() == ["een", "twee", "drie", "vier"])
    try await scene.expectAgreement(count: 4)
  }

  @Test("so are the runs of one bundle", arguments: orders)
  func oneBundle(order: [Int]) async throws {
    let scene = try await Scene()
    let report = try scene.read(order.map { scene.runs[$0] })
    #expect(report.taken == 4 && report.early == 0 && report.gaps.isEmpty)
    try await scene.expectAgreement(count: 4)
  }

  @Test("what waits for its beginning is not shown, counts as waiting, and is kept once")
  func kept() async throws {
    let scene = try await Scene()
    for _ in 1...2 {
      let report = try scene.read([scene.runs[2], scene.runs[1]])
      #expect(report.taken == 0 && report.early == 2)
      #expect(try scene.titles().isEmpty)
      #expect(try scene.bram.replica.status().waitingForOthers == 2)
    }
    let again = try scene.bram.reopened()
    #expect(try again.replica.status().waitingForOthers == 2)
  }

  @Test("a sync that brings the beginning takes in the rest, and the region gets it")
  func bySync() async throws {
    let scene = try await Scene()
    _ = try scene.read([scene.runs[2], scene.runs[1]])
    try await scene.anna.push(scene.runs[0])
    let report = try await scene.bram.sync()
    #expect(report.isSynchronised)
    #expect(report.news == 4)
    #expect(try scene.titles() == ["een", "twee", "drie", "vier"])
    #expect(try scene.bram.replica.status().waitingForOthers == 0)
    try await scene.expectAgreement(count: 4)
  }

  @Test("what the region brings itself is kept no longer")
  func overtaken() async throws {
    let scene = try await Scene()
    _ = try scene.read([scene.runs[1]])
    for run in scene.runs { try await scene.anna.push(run) }
    #expect(try await scene.bram.sync().isSynchronised)
    #expect(try scene.bram.replica.status().waitingForOthers == 0)
    try await scene.expectAgreement(count: 4)
  }

  @Test("a device that begins from states goes on from there with what it kept aside")
  func byStates() async throws {
    let scene = try await Scene()
    _ = try scene.read([scene.runs[1]])
    try await scene.anna.push(scene.runs[0])
    try scene.bram.replica.forgetCursor(scene.region.space)
    #expect(try await scene.bram.sync().isSynchronised)
    #expect(try scene.titles() == ["een", "twee", "drie"])
    try await scene.expectAgreement(count: 3)
  }

  @Test("beyond the limit a run is not kept, and its stream is named")
  func limit() async throws {
    let scene = try await Scene()
    // A stream gets a quarter.
    let bytes = 4 * (scene.runs[1].changes[0].count + 200)
    let report = try scene.read([scene.runs[1], scene.runs[2]], limit: bytes)
    #expect(report.early == 1)
    #expect(report.gaps == [scene.runs[2].writer])
    // One that is kept already takes no more room.
    #expect(try scene.read([scene.runs[1]], limit: bytes).gaps.isEmpty)
    #expect(try scene.read([scene.runs[2]], limit: 0).gaps == [scene.runs[2].writer])
    #expect(try scene.read([scene.runs[0]]).taken == 3)
    #expect(try scene.read([scene.runs[2]]).taken == 1)
    try await scene.expectAgreement(count: 4)
  }

  @Test("nothing is kept aside that its device did not sign")
  func forged() async throws {
    let scene = try await Scene()
    var forger = Forger(scene.anna, in: scene.region.space)
    _ = forger.run([forger.birth("een")])
    let forged = forger.run([forger.birth("twee")], key: scene.bram.publicKey)
    let report = try scene.read([forged])
    #expect(report.refused == [forged.writer] && report.early == 0)
  }

  @Test("what turns out not to be what was signed is not taken, when its beginning comes")
  func swapped() async throws {
    let scene = try await Scene()
    var forger = Forger(scene.anna, in: scene.region.space)
    _ = forger.run([forger.birth("een"), forger.birth("twee", at: 2)])
    let other = forger.run([forger.birth("ondergeschoven")])
    let honest = scene.runs[1]
    let swapped = ChangeRun(
      writer: honest.writer, first: honest.first, changes: other.changes, seal: honest.seal)
    #expect(try scene.read([swapped]).early == 1)
    let report = try scene.read([scene.runs[0]])
    #expect(report.taken == 2 && report.refused == [honest.writer] && report.early == 0)
    #expect(try scene.titles() == ["een", "twee"])
    #expect(try scene.read([honest]).taken == 1)
    try await scene.expectAgreement(count: 3)
  }

  @Test("what somebody puts under a copied seal does not keep out what was sealed")
  func rivals() async throws {
    let scene = try await Scene()
    let honest = scene.runs[1]
    let swapped = ChangeRun(
      writer: honest.writer, first: honest.first, changes: scene.runs[2].changes,
      seal: honest.seal)
    #expect(try scene.read([swapped]).early == 1)
    // The same place is counted once.
    #expect(try scene.read([honest]).early == 1)
    let report = try scene.read([scene.runs[0]])
    #expect(report.taken == 3 && report.refused.isEmpty && report.early == 0)
    try await scene.expectAgreement(count: 3)
  }

  @Test("where there is no room, what was kept longest goes, and its stream is named")
  func eviction() async throws {
    let scene = try await Scene()
    let bytes = 4 * (scene.runs[1].changes[0].count + 200)
    #expect(try scene.read([scene.runs[1]], limit: bytes).gaps.isEmpty)
    let report = try scene.read([scene.runs[2]], limit: bytes)
    #expect(report.gaps == [scene.runs[1].writer] && report.early == 1)
    #expect(try scene.read([scene.runs[0]]).taken == 2)
    #expect(try scene.read([scene.runs[1]]).taken == 2)
    try await scene.expectAgreement(count: 4)
  }

  @Test("what one bundle brings does not give way to what comes behind it in that bundle")
  func ownRoom() async throws {
    let scene = try await Scene()
    let bytes = 4 * (scene.runs[1].changes[0].count + 200)
    var forger = Forger(scene.anna, in: scene.region.space)
    for _ in 1...4 { _ = forger.run([forger.birth("elders")]) }
    let last = forger.run([forger.birth("vijf")])
    _ = try scene.read([scene.runs[1]], limit: bytes)
    let report = try scene.read([scene.runs[2], last], limit: bytes)
    #expect(report.gaps == [last.writer] && report.early == 1)
    #expect(try scene.read([scene.runs[0], scene.runs[1]]).taken == 4)
    try await scene.expectAgreement(count: 4)
  }

  @Test("nothing goes for what there would be no room for all the same")
  func vainRoom() async throws {
    let scene = try await Scene()
    var forger = Forger(scene.anna, in: scene.region.space)
    for _ in 1...4 { _ = forger.run([forger.birth("elders")]) }
    let large = forger.run([forger.birth("vijf"), forger.birth("zes", at: 6)])
    let share = [large, scene.runs[2]].reduce(-1) { $0 + KeptRun(run: $1, voids: []).encoded.count }
    _ = try scene.read([scene.runs[1]], limit: 4 * share)
    let report = try scene.read([scene.runs[2], large], limit: 4 * share)
    #expect(report.gaps == [large.writer] && report.early == 2)
    #expect(try scene.read([scene.runs[0]]).taken == 4)
  }

  @Test("what has waited for months is still there, and is no longer counted")
  func old() async throws {
    let scene = try await Scene()
    #expect(try scene.read([scene.runs[1]]).early == 1)
    scene.bram.clock.advance(100 * 86_400_000)
    #expect(try scene.bram.replica.status().waitingForOthers == 0)
    #expect(try scene.read([scene.runs[0]]).taken == 3)
  }

  @Test("one that cannot be read any more stops no synchronisation, and is told")
  func unreadable() async throws {
    let scene = try await Scene()
    _ = try scene.read([scene.runs[1], scene.runs[2]])
    try scene.bram.replica.write { transaction throws(ReplicaError) in
      try transaction.run { () throws(SQLiteError) in
        try transaction.connection.execute(
          "UPDATE early_runs SET run = x'8301' WHERE first = 3")
      }
    }
    try await scene.anna.push(scene.runs[0])
    let report = try await scene.bram.sync()
    #expect(report.isSynchronised)
    #expect(report.notices == [.keptRunDropped(scene.region.space)])
    #expect(try scene.titles() == ["een", "twee"])
    #expect(try scene.read([scene.runs[1]]).taken == 2)
    try await scene.expectAgreement(count: 4)
  }

  @Test("what waits for a later run of the same bundle does not wait in the end")
  func waiting() async throws {
    let scene = try await Scene()
    let id = try scene.anna.note("van Anna")
    let carla = try await scene.region.device(3)
    try await carla.sync()
    try carla.hear(scene.anna, in: scene.region.space)
    try carla.replica.edit(id, [.set("place", Value("hier"))])
    let bundle = try carla.replica.exportBundle(of: scene.region.space, signer: carla.signer).bundle
    let hers = carla.replica.identity.writer
    let runs = bundle.runs.filter { $0.writer == hers } + bundle.runs.filter { $0.writer != hers }
    #expect(runs.count == 2)
    try await scene.bram.sync()
    let first = try scene.read([runs[0]])
    #expect(first.waiting == 1 && first.taken == 1)
    let dirk = try await scene.region.device(4)
    try await dirk.sync()
    let both = try dirk.replica.importBundle(
      Bundle(space: scene.region.space, runs: runs, devices: []), verifier: FakeSignature.verify)
    #expect(both.waiting == 0 && both.taken == 2)
  }

  @Test("an order to erase takes its words out of what is kept aside, and no others")
  func erased() async throws {
    let scene = try await Scene()
    var forger = Forger(scene.anna, in: scene.region.space)
    let beginning = forger.run([forger.birth("begin")])
    var shorter = forger
    let words = forger.birth("weg")
    let both = forger.run([words, forger.birth("blijft", at: 3)])
    #expect(try scene.read([both]).early == 2)
    try scene.bram.erase(2, of: both, in: scene.region.space)
    #expect(try scene.bram.kept(in: "early_runs").map { $0.says("weg") } == [false])
    for run in [beginning, shorter.run([words])] { try await scene.anna.push(run) }
    let report = try await scene.bram.sync()
    #expect(report.isSynchronised && report.notices.isEmpty)
    #expect(try scene.titles() == ["begin", "weg", "blijft"])
    try await scene.expectAgreement(count: 3)
  }

  @Test("no old bundle brings erased words back, though their stream is shorter than it was")
  func erasedBefore() async throws {
    let scene = try await Scene()
    #expect(try scene.read(scene.runs).taken == 4)
    let (space, writer) = (scene.region.space, scene.runs[0].writer)
    try scene.bram.erase(4, of: scene.runs[2], in: space)
    try scene.bram.replica.write { transaction throws(ReplicaError) in
      try transaction.giveWay(from: Dot(writer: writer, counter: 3), in: space)
    }
    #expect(try scene.read([scene.runs[2]]).early == 1)
    #expect(try scene.bram.kept(in: "early_runs").map { $0.says("vier") } == [false])
    for run in [scene.runs[1], scene.runs[2]] { _ = try scene.read([run]) }
    #expect(try scene.titles() == ["een", "twee", "drie", ""])
    #expect(try scene.bram.kept(in: "changes", "bytes").allSatisfy { !$0.says("vier") })
  }

  @Test("nor does one that follows on what is here")
  func erasedNews() async throws {
    let scene = try await Scene()
    #expect(try scene.read(scene.runs).taken == 4)
    let (space, writer) = (scene.region.space, scene.runs[0].writer)
    try scene.bram.erase(4, of: scene.runs[2], in: space)
    try scene.bram.replica.write { transaction throws(ReplicaError) in
      try transaction.giveWay(from: Dot(writer: writer, counter: 4), in: space)
    }
    #expect(try scene.read([scene.runs[2]]).taken == 1)
    #expect(try scene.titles() == ["een", "twee", "drie", ""])
    #expect(try scene.bram.replica.check() == [])
  }

  @Test("what cannot be read goes when words must be erased from it")
  func erasedUnreadable() async throws {
    let scene = try await Scene()
    var forger = Forger(scene.anna, in: scene.region.space)
    _ = forger.run([forger.birth("begin")])
    _ = try scene.read([forger.run([.garbage, forger.birth("blijft", at: 3)])])
    try scene.bram.erase(Dot(writer: scene.runs[0].writer, counter: 2), in: scene.region.space)
    #expect(try scene.bram.kept(in: "early_runs").isEmpty)
  }
}

extension TestDevice {
  /// Obeys an order to erase one change of a run.
  func erase(_ counter: UInt64, of run: ChangeRun, in space: SpaceID) throws {
    let bytes = run.changes[Int(counter - run.first)]
    let change = try Change(encoded: bytes, writer: run.writer)
    try erase(change.dot, of: change.header.document, in: space)
  }

  /// The same, by its dot.
  func erase(
    _ dot: Dot, of document: DocumentID = DocumentID(milliseconds: 1, random: (1, 1)),
    in space: SpaceID
  ) throws {
    try replica.write { transaction throws(ReplicaError) in
      let part = LogEntry.Erasure.Part(document: document, dots: [dot])
      try transaction.erase([part], in: try transaction.space(space))
    }
  }

  /// The runs that bundles brought, as they are kept.
  func kept(in table: String, _ column: String = "run") throws -> [[UInt8]] {
    try replica.read { connection throws(ReplicaError) in
      try connection.rows(SQL("SELECT \(column) FROM \(table)")) { row throws(SQLiteError) in
        try row.blob(at: 0)
      }
    }
  }
}

extension [UInt8] {
  func says(_ text: String) -> Bool { firstRange(of: Array(text.utf8)) != nil }
}
