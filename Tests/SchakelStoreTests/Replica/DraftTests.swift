import SchakelCore
import Testing

@testable import SchakelStore

@Suite("Drafts")
struct DraftTests {
  private static let tooLong = Value(String(repeating: "x", count: Limits.valueBytes))

  @Test("what is too large to be shared is not taken as a draft, and takes nothing with it")
  func tooLarge() throws {
    let replica = try TestReplica(1).replica
    let id = try replica.draft("fieldNote", ["title": [Value("bankje")]])
    let tooMany = (0...Limits.valuesPerOperation).map { Value("\($0)") }
    let half = Value(String(repeating: "x", count: Limits.valueBytes - 100))
    for fields in [
      ["body": [Self.tooLong]], ["themes": tooMany], ["": [Value("x")]],
      [Name(String(repeating: "n", count: Limits.nameBytes + 1)): [Value("x")]],
      ["body": [half], "place": [half]],
    ] as [[Name: [Value]]] {
      #expect(throws: ReplicaError.self) { try replica.draft("fieldNote", fields) }
      #expect(throws: ReplicaError.self) { try replica.editDraft(id, fields) }
    }
    #expect(try replica.drafts().map(\.fields) == [["title": [Value("bankje")]]])
    try replica.editDraft(id, ["body": [half]])
    #expect(try replica.share(id, in: TestReplica.space) == id)
  }

  @Test("a draft that an older version took too large is read, made smaller or thrown away")
  func oversized() throws {
    let device = try TestReplica(1)
    let replica = device.replica
    let ids = [try replica.draft("fieldNote", [:]), try replica.draft("fieldNote", [:])]
    let fields: [Name: [Value]] = ["title": [Value("bankje")], "body": [Self.tooLong]]
    try replica.write { transaction throws(ReplicaError) in
      for id in ids {
        try transaction.run { () throws(SQLiteError) in
          try transaction.connection[.updateDraft].run(Draft.encode(fields), 1 as Int64, id.bytes)
        }
      }
    }
    #expect(try replica.drafts().map(\.fields) == [fields, fields])
    #expect(try replica.list().map(\.title) == ["bankje", "bankje"])
    #expect(try replica.search("bankje").count == 2)
    #expect(throws: ReplicaError.self) { try replica.share(ids[0], in: TestReplica.space) }
    try replica.editDraft(ids[0], ["body": [Value("kort")]])
    #expect(try replica.share(ids[0], in: TestReplica.space) == ids[0])
    try replica.discardDraft(ids[1])
    #expect(try replica.drafts().isEmpty)
  }

  @Test("a draft that cannot be read can be thrown away")
  func damaged() throws {
    let replica = try TestReplica(1).replica
    let id = try replica.draft("fieldNote", ["title": [Value("bankje")]])
    try replica.write { transaction throws(ReplicaError) in
      try transaction.run { () throws(SQLiteError) in
        try transaction.connection[.updateDraft].run([0xff] as [UInt8], 1 as Int64, id.bytes)
      }
    }
    #expect(throws: ReplicaError.self) { try replica.drafts() }
    try replica.discardDraft(id)
    #expect(try replica.drafts().isEmpty)
    #expect(throws: ReplicaError.self) { try replica.discardDraft(id) }
  }
}
