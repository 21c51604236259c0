import SchakelCore
import Testing

@testable import SchakelStore

extension TestReplica {
  /// A note with a title, and whatever else.
  func note(
    _ title: String, _ fields: [Name: [Value]] = [:], kind: Name = "fieldNote"
  ) throws -> DocumentID {
    try replica.create(
      kind, fields.merging(["title": [Value(title)]]) { $1 }, in: Self.space)
  }

  /// Takes in what `other` wrote and this has not, as if the region had brought it.
  @discardableResult
  func hear(_ other: TestReplica, received: UInt64? = nil) throws -> [ApplyOutcome] {
    let sent = try other.ownChanges()
    return try replica.write { transaction throws(ReplicaError) in
      var outcomes: [ApplyOutcome] = []
      for change in sent {
        let space = try transaction.space(TestReplica.space)
        var stream = try transaction.stream(of: change.change.writer, in: space)
        guard change.change.header.counter > stream.counter else { continue }
        let key = ChangeKey(stream: stream.no, counter: change.change.header.counter)
        outcomes.append(
          try transaction.integrate(
            IncomingChange(
              change: change.change, bytes: change.bytes, link: change.link, key: key,
              received: received), in: space.no))
        stream.counter = key.counter
        stream.tip = change.link.digest ?? stream.tip
        transaction.update(stream)
      }
      return outcomes
    }
  }

  /// What this device wrote in the space, in all its lives, in the order of its streams.
  func ownChanges() throws -> [IncomingChange] {
    try replica.write { transaction throws(ReplicaError) in
      let space = try transaction.space(TestReplica.space)
      var changes: [IncomingChange] = []
      let streams = try transaction.statement(.ownStreams).all(space.no) {
        row throws(ReplicaError) in try StreamRow(row)
      }
      for stream in streams {
        for counter in 0..<(stream.no == space.stream ? space.counter : stream.counter) {
          let key = ChangeKey(stream: stream.no, counter: counter + 1)
          if let change = try transaction.storedChange(key) { changes.append(change) }
        }
      }
      return changes
    }
  }

  /// The region has everything that was written here.
  func acknowledge() throws {
    try replica.write { transaction throws(ReplicaError) in
      var space = try transaction.space(TestReplica.space)
      space.acknowledged = space.counter
      transaction.update(space)
    }
  }

  /// The region refuses a change of this device.
  func refuse(_ dot: Dot, _ reason: VoidReason) throws {
    try replica.write { transaction throws(ReplicaError) in
      let space = try transaction.space(TestReplica.space)
      let stream = try transaction.stream(of: dot.writer, in: space)
      let key = ChangeKey(stream: stream.no, counter: dot.counter)
      guard let change = try transaction.storedChange(key), let link = change.link.digest
      else { throw ReplicaError(.unknownDocument, "There is no such change.") }
      let header = change.change.header
      let void = LogEntry.Void(
        dot: dot, link: link, document: header.document,
        previous: header.context.counter(of: dot.writer), reason: reason, received: 1)
      try transaction.integrateVoid(void, stream: stream, in: space)
    }
  }
}
