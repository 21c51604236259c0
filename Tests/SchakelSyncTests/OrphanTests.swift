import SchakelCore
import SchakelSync
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("What was written on top of changes that gave way")
struct OrphanTests {
  @Test(
    "it is written again, and what waited for ever is refused and in nobody's way",
    arguments: [false, true])
  func rewritten(fromStates: Bool) async throws {
    let home = try await Home(fromStates: fromStates)
    try await home.writeOnTop()
    let later = home.bram.replica.identity
    #expect(try await home.bram.sync().isSynchronised)
    #expect(home.bram.replica.identity.incarnation != later.incarnation)
    #expect(try home.title(home.bram) == "van Bram")
    #expect(try home.bram.replica.tray().isEmpty)
    #expect(try home.bram.replica.status().waitingForOthers == 0)
    try await home.expectAgreement()
  }

  @Test("what is written on top of that again follows it")
  func chained() async throws {
    let home = try await Home()
    try await home.writeOnTop()
    try home.bram.replica.edit(home.note, [.set("title", Value("nog eens"))])
    try home.bram.replica.edit(home.note, [.set("body", Value("en meer"))])
    #expect(try await home.bram.sync().isSynchronised)
    #expect(try home.title(home.bram) == "nog eens")
    #expect(try home.bram.replica.conflicts().isEmpty)
    #expect(try home.bram.replica.tray().isEmpty)
    try await home.expectAgreement()
  }

  @Test("what was put in a set and taken out of it again is not in it")
  func takenOut() async throws {
    let home = try await Home()
    let themes = [Value("veiligheid"), Value("groen")]
    try home.bram.replica.edit(home.note, [.add("themes", themes)])
    try home.bram.replica.edit(home.note, [.remove("themes", [themes[0]])])
    try await home.pushOnTop()
    #expect(try await home.bram.sync().isSynchronised)
    #expect(try home.bram.replica.document(home.note)?["themes"]?.shown == [themes[1]])
    #expect(try home.bram.replica.tray().isEmpty)
    try await home.expectAgreement()
  }

  @Test("it is written again once, also where its own dot was given out twice")
  func once() async throws {
    let home = try await Home()
    try home.bram.replica.edit(home.note, [.set("title", Value("van Bram"))])
    let mine = home.bram.replica.identity.writer
    let hers = home.anna.replica.identity.writer
    for dot in [Dot(writer: hers, counter: 2), Dot(writer: mine, counter: 1)] {
      try home.bram.replica.write { transaction throws(ReplicaError) in
        try transaction.giveWay(from: dot, in: home.region.space)
      }
    }
    #expect(home.bram.replica.identity.writer != mine)
    let history = try home.bram.replica.history(home.note)
    #expect(history.items.count { $0.dot.writer == home.bram.replica.identity.writer } == 1)
    #expect(try home.count("rewritten") == 0)
    #expect(try await home.bram.sync().isSynchronised)
    #expect(try home.title(home.bram) == "van Bram")
    try await home.expectAgreement()
  }

  @Test("whoever may not write any more finds it in the tray")
  func reader() async throws {
    let home = try await Home()
    try await home.writeOnTop()
    try await home.region.setRole(.reader, of: home.bram, handle: "bram")
    #expect(try await home.bram.sync().isSynchronised)
    let item = try #require(try home.bram.replica.tray().first)
    #expect(item.steps.map(\.values) == [[Value("van Bram")]])
    #expect(item.reason == .givenOutTwice)
    #expect(try home.title(home.bram) == "samen")
    try await home.expectAgreement()
  }

  // MARK: On top of states that have another change under the dot

  @Test("a value that its writer had not seen is not replaced, though its dot was: both stand")
  func sameField() async throws {
    let home = try await Home(places: ["plein", "park"])
    try await home.writeOnStates { try $0.edit(home.note, [.set("title", Value("van Bram"))]) }
    let conflict = try #require(try home.bram.replica.conflicts().first)
    #expect(
      Set(conflict.fields.flatMap(\.versions).compactMap(\.value?.text)) == [
        "van Anna", "van Bram",
      ])
    try await home.expectAgreement()
  }

  @Test("a deletion takes no edit along that its writer had not seen")
  func deletion() async throws {
    let home = try await Home(places: ["plein", "park"])
    try await home.writeOnStates { try $0.delete(home.note) }
    #expect(try home.state(home.bram).lifecycle != .deleted)
    #expect(try home.title(home.bram) == "van Anna")
    #expect(try home.state(home.bram).lifecycle == .contested)
    try await home.expectAgreement()
  }

  @Test("a deletion of what nobody has changed since is one when it is written again")
  func lonelyDeletion() async throws {
    let home = try await Home()
    try home.bram.replica.delete(home.note)
    try await home.pushOnTop()
    #expect(try await home.bram.sync().isSynchronised)
    #expect(try home.state(home.bram).lifecycle == .deleted)
    try await home.expectAgreement()
  }

  // MARK: What cannot be written again

  @Test("what is too large to be written again goes to the tray, and stops nothing")
  func tooLarge() async throws {
    let home = try await Home()
    let name = Name(String(repeating: "n", count: Limits.nameBytes + 1))
    try home.writeAgain(Operation(.set, field: name, replaces: [], count: 1))
    #expect(try home.count("tray") == 1)
  }

  @Test("what carried a value again keeps who wrote it first")
  func origins() async throws {
    let home = try await Home()
    let origin = Operation.Origin(
      dot: Dot(writer: home.anna.replica.identity.writer, counter: 1),
      author: PersonID(rawValue: 7))
    let carried = Operation(.set, field: "eigen", replaces: [], count: 1, origins: [origin])
    try home.writeAgain(carried)
    #expect(try home.state(home.bram).siblings(of: "eigen").map(\.origin) == [origin])
  }

  @Test("a change that names itself as its origin holds nothing up", .timeLimit(.minutes(10)))
  func circle() async throws {
    let home = try await Home()
    try home.bram.replica.write { transaction throws(ReplicaError) in
      let change = try home.earlier(
        Operation(.set, field: "eigen", replaces: [], count: 1), 8, transaction, ofItself: true)
      _ = try transaction.integrate(change, in: transaction.space(home.region.space).no)
    }
    try home.writeAgain(Operation(.remove, field: "eigen", replaces: [], count: 0))
    #expect(try home.state(home.bram).siblings(of: "eigen").count == 1)
  }

  @Test("many that wait in one document are written again, each once, and in their order")
  func many() async throws {
    let home = try await Home()
    for number in 1...60 {
      try home.bram.replica.edit(home.note, [.set("title", Value("\(number)"))])
    }
    try await home.pushOnTop(budget: SyncBudget())
    #expect(try await home.bram.sync().isSynchronised)
    #expect(try home.title(home.bram) == "60")
    #expect(try home.bram.replica.conflicts().isEmpty)
    #expect(try home.bram.replica.tray().isEmpty)
    try await home.expectAgreement()
  }

  // MARK: Disputes

  @Test("what gives way takes its dispute along: nothing is left that could end it")
  func dispute() async throws {
    let home = try await Home()
    let writer = home.anna.replica.identity.writer
    try home.bram.replica.write { transaction throws(ReplicaError) in
      try transaction.dispute(writer, in: try transaction.space(home.region.space))
      try transaction.giveWay(from: Dot(writer: writer, counter: 2), in: home.region.space)
    }
    let report = try await home.bram.sync()
    #expect(report.isSynchronised)
    try await home.expectAgreement()
  }

  // MARK: What is on record

  @Test("another change that a bundle brings is on record, and does not count as given way to")
  func onRecord() async throws {
    let home = try await Home()
    try home.anna.replica.edit(home.note, [.set("title", Value("van Anna"))])
    let other = try home.anna.replica.checks(of: home.anna.replica.identity.writer, home.region)
    let dot = Dot(writer: home.anna.replica.identity.writer, counter: 2)
    let mine = try home.bram.replica.checks(of: dot.writer, home.region)
    try home.bram.hear(home.anna, in: home.region.space)
    #expect(try home.bram.replica.status().forks.map(\.dot) == [dot])
    for gaveWay in [false, true] {
      try home.bram.replica.write { transaction throws(ReplicaError) in
        if gaveWay { try transaction.giveWay(from: dot, in: home.region.space) }
        let space = try transaction.space(home.region.space)
        #expect(try transaction.isGone(dot, mine[1], in: space) == gaveWay)
        #expect(try !transaction.isGone(dot, other[1], in: space))
      }
    }
    #expect(try home.bram.replica.status().forks.map(\.dot) == [dot])
  }

  /// Anna's device was put back after Bram had got a change of hers by a bundle.
  private struct Home {
    let region: TestRegion
    let anna: TestDevice
    let bram: TestDevice
    let note: DocumentID

    /// - Parameters:
    ///   - fromStates: whether Bram has the state of the document and not its history.
    ///   - places: what the device wrote that was put back, one after the other.
    init(fromStates: Bool = false, places: [String] = ["plein"]) async throws {
      region = try await TestRegion()
      let before = try await region.device(1)
      bram = try await region.device(2, person: "bram")
      if !fromStates { try await bram.sync() }
      note = try before.note("samen")
      for device in [before, bram, before] { try await device.sync() }
      let copy = try before.closeAndCopy()
      let gone = try before.reopened()
      for place in places { try gone.replica.edit(note, [.set("place", Value(place))]) }
      try bram.hear(gone, in: region.space)
      anna = try gone.putBack(from: copy)
    }

    /// Bram writes on top of what came by the bundle, and only that reaches the region before Anna's
    /// device gives out the dot again.
    func writeOnTop() async throws {
      try bram.replica.edit(note, [.set("title", Value("van Bram"))])
      try await pushOnTop()
    }

    func pushOnTop(budget: SyncBudget = SyncBudget(push: 1)) async throws {
      bram.wire { $0.lostAnswers = 1 }
      try await bram.sync(budget: budget)
      try anna.note("iets anders")
      #expect(try await anna.sync().isSynchronised)
    }

    /// Bram writes while an answer is under way with states in which Anna's device has given out
    /// the dot again; what came by the bundle is handed in after that.
    func writeOnStates(_ write: (Replica) throws -> Void) async throws {
      try anna.replica.edit(note, [.set("title", Value("van Anna"))])
      #expect(try await anna.sync().isSynchronised)
      try bram.replica.forgetCursor(region.space)
      var request = try bram.request()
      for index in request.spaces.indices { request.spaces[index].push = [] }
      let exchange = try await bram.send(request)
      try write(bram.replica)
      try bram.take(exchange)
      for device in [bram, anna, bram] { #expect(try await device.sync().isSynchronised) }
    }

    func state(_ device: TestDevice) throws -> DocumentState {
      try DocumentState(encoded: try #require(try device.states()[note]))
    }

    /// Bram's device writes a change of an earlier life again.
    func writeAgain(_ operation: Operation) throws {
      try bram.replica.write { transaction throws(ReplicaError) in
        try transaction.reissue(
          try earlier(operation, 9, transaction), in: try transaction.space(region.space))
      }
    }

    /// The first change of an earlier life of Bram's device.
    ///
    /// - Parameter ofItself: whether it says that it says itself again.
    func earlier(
      _ operation: Operation, _ life: UInt32, _ transaction: ReplicaTransaction,
      ofItself: Bool = false
    ) throws(ReplicaError) -> IncomingChange {
      let writer = Writer(
        replica: transaction.identity.replica, incarnation: Incarnation(rawValue: life))
      let stream = try transaction.stream(of: writer, in: try transaction.space(region.space))
      guard let document = try transaction.document(note), let person = transaction.identity.person
      else { throw .unknownDocument(note) }
      let dot = Dot(writer: writer, counter: 1)
      let change = Change(
        header: ChangeHeader(
          counter: 1, document: note, time: .zero, author: person, context: document.state.vector,
          operations: [operation], purpose: ofItself ? .release : .edit,
          origin: ofItself ? .change(dot, check: 1) : nil),
        writer: writer,
        content: Payload.Content(
          salt: transaction.environment.salt(),
          values: (0..<operation.count).map { _ in Value("te") }, reason: nil))
      return IncomingChange(
        change: change, bytes: change.encoded, link: .check(1),
        key: ChangeKey(stream: stream.no, counter: 1), received: nil)
    }

    func count(_ table: String) throws -> Int64 {
      try bram.replica.read { connection throws(ReplicaError) in
        try connection.number(SQL("SELECT count(*) FROM \(table)"))
      }
    }

    func title(_ device: TestDevice) throws -> String? {
      try device.replica.document(note)?.title
    }

    func expectAgreement() async throws {
      let carla = try await region.device(3)
      for device in [anna, carla, bram] { #expect(try await device.sync().isSynchronised) }
      for device in [anna, carla] { #expect(try device.states() == bram.states()) }
      for device in [anna, bram, carla] { #expect(try device.replica.check() == []) }
    }
  }
}

extension Replica {
  /// The checks of a writer's changes that are here, in their order.
  fileprivate func checks(of writer: Writer, _ region: TestRegion) throws -> [UInt32] {
    try write { transaction throws(ReplicaError) in
      let space = try transaction.space(region.space)
      let stream = try transaction.stream(of: writer, in: space)
      return try transaction.storedChanges(of: stream, from: 1).map(\.link.check)
    }
  }
}
