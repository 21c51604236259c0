import SchakelCore
import Testing

@testable import SchakelStore

/// A space's log as a test spells it out, and what a replica is answered from it.
struct LogByHand {
  let epoch = EpochID(rawValue: 0xe90c)
  private(set) var position: UInt64 = 0
  private(set) var hash: Digest
  private var tips: [Writer: Digest] = [:]

  init() {
    hash = LogHash.genesis(space: TestReplica.space, epoch: epoch, hashing: .portable)
  }

  var cursor: Cursor { Cursor(epoch: epoch, position: position, mark: hash.prefix64) }

  /// Adds entries to the log, and answers with them.
  mutating func answer(_ entries: [PulledEntry]) throws -> SyncAnswer.Space {
    for entry in entries { try add(entry) }
    var answer = SyncAnswer.Space(space: TestReplica.space)
    answer.entries = entries
    answer.cursor = cursor
    return answer
  }

  private mutating func add(_ entry: PulledEntry) throws {
    switch entry {
    case .entry(let entry):
      if case .void(let void) = entry { tips[void.dot.writer] = void.link }
      add(entry)
    case .changes(let run, let received):
      for (offset, bytes) in run.changes.enumerated() {
        let link = try ChangeFrame(encoded: bytes).link(
          after: tip(of: run.writer), hashing: .portable)
        tips[run.writer] = link
        let dot = Dot(writer: run.writer, counter: run.first + UInt64(offset))
        add(.change(dot, link: link, received: received))
      }
    case .own: throw ReplicaError(.protocolViolation, "Nobody has own changes here.")
    }
  }

  private mutating func add(_ entry: LogEntry) {
    hash = LogHash.next(after: hash, entry: entry.hashedBytes, hashing: .portable)
    position += 1
  }

  private func tip(of writer: Writer) -> Digest {
    tips[writer]
      ?? Chain.genesis(
        of: Stream(space: TestReplica.space, writer: writer), hashing: .portable)
  }
}

extension TestReplica {
  /// Takes in what a region with this log answers.
  @discardableResult
  func absorb(_ answer: SyncAnswer.Space) throws -> SyncProgress {
    let request = try replica.syncRequest(agent: "") { _ in [UInt8](repeating: 0, count: 64) }
    return try replica.absorb(
      SyncAnswer(time: 1_700_000_000_000, spaces: [answer]), to: request
    ) { _, _ in false }
  }

  @discardableResult
  func absorb(_ entries: PulledEntry..., from log: inout LogByHand) throws -> SyncProgress {
    try absorb(try log.answer(entries))
  }

  /// Everything that this device wrote, as a region that received it at a time hands it on.
  func sent(received: UInt64 = 1_700_000_000_000) throws -> PulledEntry {
    let changes = try ownChanges()
    return .changes(
      ChangeRun(
        writer: replica.identity.writer, first: changes.first?.key.counter ?? 1,
        changes: changes.map(\.bytes)), received: received)
  }

  /// How far this replica has read.
  func cursor() throws -> Cursor? {
    try replica.syncRequest(agent: "") { _ in [] }.spaces.first?.cursor
  }
}
