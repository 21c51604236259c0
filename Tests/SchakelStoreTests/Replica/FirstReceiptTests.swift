import SchakelCore
import Testing

@testable import SchakelStore

@Suite("First receipts")
struct FirstReceiptTests {
  private let start: UInt64 = 1_700_000_000_000

  @Test("a change that waits in a page of states is held to its first receipt like any other")
  func waiting() throws {
    let (anna, carla, bram) = (try TestReplica(1), try TestReplica(3), try TestReplica(2))
    let note = try anna.note("Plein")
    try carla.hear(anna)
    // Anna's clock runs hours ahead of everybody's.
    anna.clock.advance(10_000_000)
    try anna.replica.edit(note, [.set("place", Value("van Anna"))])
    carla.clock.advance(5_000)
    try carla.replica.edit(note, [.set("place", Value("van Carla"))])
    let written = try anna.ownChanges()
    var log = LogByHand()
    var answer = try log.answer([])
    var page = SyncAnswer.Bootstrap(position: log.position, hash: log.hash)
    page.waiting = [
      .init(
        writer: anna.replica.identity.writer, received: start + 1_000, change: written[1].bytes,
        link: try #require(written[1].link.digest))
    ]
    answer.bootstrap = page
    try bram.absorb(answer)
    var made = SyncAnswer.Bootstrap(position: log.position, hash: log.hash)
    made.states = [.init(document: note, state: try state(after: written[0]))]
    answer.bootstrap = made
    try bram.absorb(answer)
    #expect(try place(of: note, on: bram) == ["van Anna"])
    try bram.absorb(try carla.sent(received: start + 6_000), from: &log)
    #expect(try place(of: note, on: bram) == ["van Carla"])
    // Without a receipt the clock that runs ahead would win.
    try anna.hear(carla)
    #expect(try place(of: note, on: anna) == ["van Anna"])
  }

  @Test("of several receipts of a change the least stands, in whatever order they are heard")
  func least() throws {
    let anna = try TestReplica(1)
    let bram = try TestReplica(2)
    anna.clock.advance(10_000_000)
    let note = try anna.note("Plein")
    let dot = try #require(try anna.ownChanges().first?.change.dot)
    var log = LogByHand()
    try bram.absorb(try anna.sent(received: start + 900), from: &log)
    for time in [start + 700, start + 800] {
      try bram.absorb(.entry(.receipt(dot, received: time)), from: &log)
    }
    let received = try bram.replica.history(note).items.map(\.received)
    #expect(received == [start + 700])
  }

  @Test(
    "lists go by the first receipt of what was here before it came, as the document does",
    arguments: [false, true])
  func known(byStates: Bool) throws {
    let (anna, carla, bram) = (try TestReplica(1), try TestReplica(3), try TestReplica(2))
    let note = try anna.note("Plein")
    try carla.hear(anna)
    // Anna's clock runs hours ahead of everybody's.
    anna.clock.advance(10_000_000)
    try anna.replica.edit(note, [.set("observedOn", Value("2024-05-01"))])
    carla.clock.advance(5_000)
    try carla.replica.edit(note, [.set("observedOn", Value("2024-05-03"))])
    // By bundles, which tell no receipts.
    try bram.hear(anna)
    try bram.hear(carla)
    #expect(try day(of: note, on: bram) == ["2024-05-01"])
    var log = LogByHand()
    if byStates {
      let state = try #require(try bram.replica.states(in: TestReplica.space)[note])
      var answer = try log.answer([])
      var page = SyncAnswer.Bootstrap(position: log.position, hash: log.hash)
      page.states = [
        .init(
          document: note, state: state,
          receipts: [
            (dot: try anna.ownChanges()[1].change.dot, milliseconds: start + 1_000),
            (dot: try carla.ownChanges()[0].change.dot, milliseconds: start + 6_000),
          ])
      ]
      answer.bootstrap = page
      try bram.absorb(answer)
    } else {
      try bram.absorb(try anna.sent(received: start + 1_000), from: &log)
      try bram.absorb(try carla.sent(received: start + 6_000), from: &log)
    }
    #expect(try day(of: note, on: bram) == ["2024-05-03"])
    #expect(try bram.replica.check() == [])
  }

  private func day(of note: DocumentID, on device: TestReplica) throws -> [String]? {
    try device.replica.document(note)?["observedOn"]?.shown.compactMap(\.text)
  }

  private func state(after change: IncomingChange) throws -> [UInt8] {
    var state = DocumentState()
    _ = try state.apply(change.change, check: change.link.check)
    return state.encoded()
  }

  private func place(of note: DocumentID, on device: TestReplica) throws -> [String]? {
    try device.replica.document(note)?["place"]?.shown.compactMap(\.text)
  }
}
