import SchakelCore
import SchakelTesting
import Testing

@testable import SchakelStore

/// The product's replica in the place of a transcript's device.
final class TranscriptDevice {
  private let replica: Replica
  private let clock = TranscriptClock()
  private let signatures: VectorSignatures
  private let space: SpaceID

  init(_ input: SessionVector.Input, signatures: VectorSignatures) throws {
    self.signatures = signatures
    space = try identifier(input.space)
    let writer = try writer(input.writer)
    let clock = clock
    clock.draw(writer.replica.rawValue, UInt64(writer.incarnation.rawValue))
    replica = try Replica.open(
      home: scratchFolder(),
      environment: ReplicaEnvironment(now: { clock.now }, random: { clock.random() }))
    #expect(replica.identity.writer == writer)
    try replica.adopt(
      Enrolment(
        person: try identifier(input.person), name: "",
        spaces: [.init(id: space, name: "Voorbeeldwijk", role: .contributor)]))
  }

  // MARK: Before an exchange

  /// Reads others' changes from a bundle: one stream from its first change on, which its writer
  /// has sealed.
  func hear(_ heard: [SessionVector.Heard]) throws {
    guard let writer = try heard.first.map({ try SchakelSyncTests.writer($0.writer) })
    else { return }
    var tip = Chain.genesis(of: Stream(space: space, writer: writer), hashing: .portable)
    let changes = try heard.map { item in
      let change = try Change(encoded: try bytes(item.change), writer: writer)
      tip = change.link(after: tip, hashing: .portable)
      return change.encoded
    }
    let counter = UInt64(changes.count)
    let message = Seal.message(
      stream: Stream(space: space, writer: writer), counter: counter, tip: tip)
    let seal = Seal(
      writer: writer, counter: counter, tip: tip, signature: signatures.device(message))
    let run = ChangeRun(writer: writer, first: 1, changes: changes, seal: seal)
    let signatures = signatures
    let report = try replica.importBundle(
      Bundle(space: space, runs: [run], devices: []),
      verifier: { signatures.verify($0, $1, $2) })
    #expect(report.taken == changes.count, "\(report)")
  }

  /// Writes what the change says at the time that it claims, with the salt that is in it. That the
  /// replica makes the same bytes of it shows in the tip that it says.
  func write(_ text: String) throws {
    let change = try Change(encoded: try bytes(text), writer: replica.identity.writer)
    let header = change.header
    let content = try #require(try change.payload.content())
    clock.set(header.time.milliseconds)
    for half in [content.salt.prefix(8), content.salt.dropFirst(8)] {
      clock.draw(half.reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
    if let kind = header.kind {
      let fields = zip(header.operations, content.values).map { ($0.field, [$1]) }
      try replica.create(
        kind, Dictionary(uniqueKeysWithValues: fields), in: space, id: header.document)
    } else {
      let edits = zip(header.operations, content.values).map { FieldEdit.set($0.field, $1) }
      #expect(try replica.edit(header.document, edits))
    }
    #expect(clock.isSpent)
  }

  // MARK: An exchange

  /// What the replica says, with as much room as the transcript's device had: to the byte for what
  /// that brings, if it brings something.
  func request(like recorded: SyncRequest) throws -> SyncRequest {
    let pushed = recorded.spaces.flatMap(\.push).flatMap(\.changes).reduce(0) { $0 + $1.count }
    let budget = SyncBudget(push: pushed > 0 ? pushed : 1 << 20, answer: recorded.limit)
    let signatures = signatures
    return try replica.syncRequest(
      agent: recorded.agent, budget: budget, signer: { signatures.device($0) })
  }

  func absorb(_ answer: SyncAnswer, to request: SyncRequest) throws {
    clock.set(answer.time)
    let signatures = signatures
    _ = try replica.absorb(
      answer, to: request,
      verifier: { signatures.verify(signatures.regionKey, $0, $1) })
  }

  // MARK: After it

  func standing() throws -> TranscriptStanding {
    let row = try #require(
      try replica.read { connection throws(ReplicaError) in
        try Replica.allSpaces(connection).first
      })
    let documents = try replica.states(in: space).sorted { $0.key < $1.key }
    return TranscriptStanding(
      cursor: row.cursor.map { cursor in
        .init(
          epoch: cursor.epoch.text, position: cursor.position, mark: Self.text(cursor.mark))
      },
      digest: Self.text(row.digest), outbox: try replica.standing().waiting,
      waiting: try waiting().map(\.text), tray: try replica.tray().map(\.dot.text),
      documents: documents.map { .init(document: $0.key.text, state: Hex.encode($0.value)) },
      synchronised: try replica.standing().isSynchronised)
  }

  private static func text(_ bits: UInt64) -> String {
    Hex.encode((0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(56 - $0 * 8)) })
  }

  /// The changes that wait for others, which is told nowhere else.
  private func waiting() throws -> [Dot] {
    try replica.read { connection throws(ReplicaError) in
      try connection.rows(Self.allWaiting) { row throws(SQLiteError) in
        Dot(
          writer: try row.writer(at: 0),
          counter: ChangeKey(rawValue: try row.int64(at: 1)).counter)
      }.sorted()
    }
  }

  private static let allWaiting = SQL(
    "SELECT t.writer, w.key FROM waiting w JOIN streams t ON t.no = w.key >> 40")
}
