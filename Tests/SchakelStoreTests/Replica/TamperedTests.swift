import Foundation
import SchakelCore
import SchakelTesting
import Testing

@testable import SchakelStore

/// Databases in which somebody has written. Whatever number stands in whatever column, a call is
/// answered or refused as damage; none ends the program.
@Suite("Tampered replicas")
struct TamperedTests {
  /// A replica with something of everything, closed.
  private func home() throws -> String {
    let (anna, bram) = (try TestReplica(1), try TestReplica(2))
    let note = try anna.note("Plein", ["body": [Value("tekst")]])
    var log = LogByHand()
    try bram.absorb(try anna.sent(), from: &log)
    try anna.replica.edit(note, [.set("title", Value("van Anna"))])
    try bram.replica.edit(note, [.set("title", Value("van Bram"))])
    try bram.hear(anna)
    let refused = try bram.note("geweigerd")
    let dot = try #require(
      try bram.ownChanges().last { $0.change.header.document == refused }?.change.dot)
    try bram.refuse(dot, .tooLarge)
    _ = try bram.replica.draft("fieldNote", ["title": [Value("schets")]])
    try bram.replica.indexPending()
    try bram.replica.edit(note, [.set("place", Value("hier"))])
    let bytes = try anna.ownChanges()[0].bytes
    try bram.replica.write { transaction throws(ReplicaError) in
      let space = try transaction.space(TestReplica.space)
      try transaction.noteFork(dot, in: space)
      try transaction.awaitHistory(of: note, in: space)
      let key = ChangeKey(stream: space.stream, counter: 1)
      try transaction.wait(key, for: note, voidPrevious: 0)
      try transaction.note(
        .device(
          .init(
            replica: anna.replica.identity.replica, person: PersonID(rawValue: 1),
            publicKey: [UInt8](repeating: 1, count: 32), status: .active, time: 1)),
        in: space)
      let early = ChangeRun(
        writer: anna.replica.identity.writer, first: 5, changes: [bytes])
      let room = ReplicaTransaction.EarlyRoom(limit: Replica.earlyLimit, old: 0)
      _ = try transaction.keepEarly(KeptRun(run: early, voids: []), in: space, room: room)
      var stream = try transaction.stream(of: early.writer, in: space)
      let stopped = ChangeRun(writer: early.writer, first: 3, changes: [bytes, bytes])
      try transaction.keepStopped(KeptRun(run: stopped, voids: []), of: stream)
      for counter in [1, 2] as [UInt64] {
        let seal = Seal(
          writer: early.writer, counter: counter, tip: stream.tip,
          signature: [UInt8](repeating: 1, count: Seal.signatureBytes))
        try transaction.keep(seal, of: &stream)
      }
      transaction.update(stream)
      try transaction.dispute(early.writer, agreed: 1, in: space)
    }
    try bram.replica.close()
    return bram.home
  }

  @Test("a list of changes that goes in a circle holds nothing up", .timeLimit(.minutes(10)))
  func circle() throws {
    let anna = try TestReplica(1)
    let note = try anna.note("Plein")
    try anna.replica.edit(note, [.set("title", Value("Pleintje"))])
    try anna.replica.write { transaction throws(ReplicaError) in
      try transaction.run { () throws(SQLiteError) in
        try transaction.connection.execute("UPDATE changes SET previous = key")
      }
      try transaction.rebuild(note, in: try transaction.space(TestReplica.space))
    }
    #expect(try anna.replica.history(note).items.count == 1)
    #expect(try anna.replica.document(note)?.title == "Pleintje")
  }

  private func copy(_ home: String) throws -> String {
    let copy = try Scratch().path
    for name in try FileManager.default.contentsOfDirectory(atPath: home) {
      try FileManager.default.copyItem(atPath: home + "/" + name, toPath: copy + "/" + name)
    }
    return copy
  }

  /// Calls everything there is to call. Answers whether anything was refused.
  private func callAll(_ home: String, _ place: String) throws -> Bool {
    var isRefused = false
    func attempt(_ body: () throws -> Void) {
      do {
        try body()
      } catch let error as ReplicaError {
        isRefused = true
        #expect(
          error.code != .database || error.database?.code.isConstraint == true, "\(place): \(error)"
        )
      } catch {
        Issue.record("\(place): \(error)")
      }
    }
    attempt {
      let device = try TestReplica(2, home: home, enrolled: false)
      let replica = device.replica
      let signer: DeviceSigner = { _ in [UInt8](repeating: 0, count: 64) }
      attempt { _ = try replica.check() }
      attempt { _ = try replica.status() }
      attempt { _ = try replica.standing() }
      attempt { _ = try replica.list() }
      attempt { _ = try replica.search("tekst") }
      attempt { _ = try replica.conflicts() }
      attempt { _ = try replica.tray() }
      attempt { _ = try replica.drafts() }
      attempt { _ = try replica.wantedHistories() }
      attempt {
        for id in try replica.states(in: TestReplica.space).keys {
          attempt { _ = try replica.document(id) }
          attempt { _ = try replica.history(id) }
          attempt { try replica.edit(id, [.set("place", Value("daar"))]) }
        }
      }
      attempt { _ = try device.note("nieuw") }
      attempt { _ = try replica.syncRequest(agent: "", signer: signer) }
      attempt { _ = try replica.exportBundle(of: TestReplica.space, signer: signer) }
      attempt {
        try replica.write { transaction throws(ReplicaError) in
          _ = try transaction.takeInEarly(in: TestReplica.space)
        }
      }
      attempt {
        var log = LogByHand()
        try device.absorb(from: &log)
      }
      attempt { try replica.close() }
    }
    return isRefused
  }

  @Test("whatever number stands in whatever column, a replica answers or says that it is damaged")
  func everyColumn() throws {
    let home = try home()
    let columns = try DatabaseColumn.integers(of: home + "/replica.sqlite")
    #expect(columns.count > 40)
    var refused = 0
    for column in columns {
      for value in [-1, Int64.max] {
        let copy = try copy(home)
        #expect(try column.write(value, in: copy + "/replica.sqlite"))
        if try callAll(copy, "\(column) = \(value)") { refused += 1 }
      }
    }
    // It is not that nothing is looked at.
    #expect(refused > 20)
  }
}
