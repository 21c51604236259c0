import Testing

@testable import SchakelStore

/// What is asked at every synchronisation, be there nothing to say, must not look at all that a space
/// knows of.
@Suite("How rows are found")
struct QueryPlanTests {
  private static let asked: [SQL] = [
    .heldStreams, .ownWaiting, .dropStoppedOfSpace, .writersOfEarly,
  ]

  @Test(
    "streams are found by an index for what is sought, not by their space alone", arguments: asked)
  func streams(_ sql: SQL) throws {
    let replica = try TestReplica(1).replica
    let steps = try replica.read { connection throws(ReplicaError) in
      try connection.rows(SQL("EXPLAIN QUERY PLAN \(sql.text)"), Int64(1)) {
        row throws(SQLiteError) in
        try row.text(at: 3)
      }
    }
    let ofStreams = steps.filter { $0.contains(" streams") || $0.contains(" t ") }
    #expect(!ofStreams.isEmpty)
    for step in ofStreams {
      let isNarrow =
        step.contains("PRIMARY KEY") || step.contains("writer=?")
        || step.contains("streams_held") || step.contains("streams_own")
      #expect(isNarrow, "\(step)")
    }
  }
}
