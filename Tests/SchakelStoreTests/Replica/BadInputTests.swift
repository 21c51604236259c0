import SchakelCore
import Testing

@testable import SchakelStore

@Suite("What a replica is given that it cannot take")
struct BadInputTests {
  @Test("on a full disk a write fails whole, and succeeds once there is room")
  func fullDisk() throws {
    let device = try TestReplica(1)
    let id = try device.note("begin")
    try device.limitPages(toExtra: 2)
    var written = 0
    var failure: ReplicaError?
    while failure == nil && written < 1_000 {
      do throws(ReplicaError) {
        try device.replica.create(
          "fieldNote",
          ["title": [Value("\(written)")], "body": [Value(String(repeating: "x", count: 3_000))]],
          in: TestReplica.space)
        written += 1
      } catch {
        failure = error
      }
    }
    #expect(failure?.database?.code.isFull == true)
    #expect(failure?.description.contains("Free space") == true)
    #expect(written > 0 && written < 1_000)
    let waiting = try device.replica.status().waiting
    #expect(waiting == written + 1)
    #expect(try device.replica.list(limit: 2_000).count == written + 1)
    #expect(throws: ReplicaError.self) {
      try device.replica.edit(id, [.set("body", Value(String(repeating: "y", count: 30_000)))])
    }
    #expect(try device.replica.document(id)?["body"] == nil)
    #expect(try device.replica.check() == [])
    try device.limitPages(toExtra: nil)
    #expect(try device.replica.edit(id, [.set("body", Value("er is weer ruimte"))]))
    #expect(try device.replica.status().waiting == waiting + 1)
    #expect(try device.replica.check() == [])
  }

  /// Opening `home` fails with `code` and changes no file in it.
  private func expectRefusal(_ home: String, _ code: ResultCode) throws {
    let path = home + "/replica.sqlite"
    let before = try #require(contents(of: path))
    var thrown: ReplicaError?
    do throws(ReplicaError) {
      _ = try Replica.open(home: home)
    } catch {
      thrown = error
    }
    #expect(thrown?.database?.code.primary == code)
    #expect(contents(of: path) == before)
    #expect(Platform.size(of: home + "/replica.mark") == nil)
  }

  @Test("a newer version's, another program's and a damaged database are refused and untouched")
  func foreign() throws {
    let newer = try Scratch().path
    try ForeignDatabase(newer + "/replica.sqlite").execute(
      """
      CREATE TABLE t (i); PRAGMA application_id = \(ReplicaSchema.applicationID);
      PRAGMA user_version = 99
      """)
    try expectRefusal(newer, .newerVersion)
    let other = try Scratch().path
    try ForeignDatabase(other + "/replica.sqlite").execute("CREATE TABLE t (i)")
    try expectRefusal(other, .otherApplication)
    let text = try Scratch().path
    try write(
      Array(String(repeating: "geen databank ", count: 500).utf8), to: text + "/replica.sqlite")
    try expectRefusal(text, .notADatabase)
  }

  @Test("a damaged database is refused and untouched")
  func damaged() throws {
    let device = try TestReplica(1)
    for number in 0..<20 { _ = try device.note("\(number)") }
    try device.replica.close()
    let home = try Scratch().path
    let bytes = try #require(contents(of: device.home + "/replica.sqlite"))
    try write(Array(bytes.prefix(bytes.count / 2 / 4_096 * 4_096)), to: home + "/replica.sqlite")
    try expectRefusal(home, .corrupt)
  }

  @Test("what is over a limit is refused before anything is written")
  func limits() throws {
    let device = try TestReplica(1)
    let id = try device.note("begin")
    let long = Value(String(repeating: "x", count: Limits.valueBytes))
    let fits = Value(String(repeating: "x", count: Limits.valueBytes - 5))
    let longName = Name(String(repeating: "n", count: Limits.nameBytes + 1))
    let elements = (0...Limits.valuesPerOperation).map { Value(Int64($0)) }
    let fields = Dictionary(
      uniqueKeysWithValues: (0...Limits.operations).map { (Name("f\($0)"), [Value(true)]) })
    let replica = device.replica
    for (field, values) in [
      ("title", [long]), (longName, [Value("x")]), ("", [Value("x")]), ("themes", elements),
      ("title", [Value("a"), Value("b")]),
    ] as [(Name, [Value])] {
      #expect(throws: ReplicaError.self, "\(field.text.prefix(20))") {
        try replica.create("fieldNote", [field: values], in: TestReplica.space)
      }
      #expect(throws: ReplicaError.self, "\(field.text.prefix(20))") {
        try replica.edit(id, [.setAll(field, values)])
      }
    }
    #expect(throws: ReplicaError.self) {
      try replica.create("fieldNote", fields, in: TestReplica.space)
    }
    #expect(throws: ReplicaError.self) {
      try replica.create("fieldNote", ["body": [fits], "place": [fits]], in: TestReplica.space)
    }
    for kind in [longName, ""] {
      #expect(throws: ReplicaError.self) {
        try replica.create(kind, ["title": [Value("x")]], in: TestReplica.space)
      }
      #expect(throws: ReplicaError.self) { try replica.draft(kind, [:]) }
    }
    #expect(throws: ReplicaError.self) {
      try replica.delete(id, reason: String(repeating: "r", count: Limits.reasonBytes + 1))
    }
    for edits in [[FieldEdit.set("", Value("x"))], [.set("a", Value("1")), .clear("a")]] {
      #expect(throws: ReplicaError.self) { try replica.edit(id, edits) }
    }
    #expect(throws: ReplicaError.self) {
      try replica.create("fieldNote", [:], in: TestReplica.space)
    }
    #expect(try replica.status().waiting == 1)
    #expect(try replica.edit(id, [.set("body", fits)]))
    try replica.delete(id, reason: String(repeating: "r", count: Limits.reasonBytes))
    #expect(try replica.history(id).items.count == 3)
    #expect(try replica.check() == [])
  }

  @Test("what is not there, not allowed or not possible is refused with a reason")
  func refusals() throws {
    let device = try TestReplica(1)
    let nobody = DocumentID(milliseconds: 1, random: (2, 3))
    let id = try device.note("a")
    let draft = try device.replica.draft("fieldNote", ["title": [Value("b")]])
    func code(_ body: () throws(ReplicaError) -> Void) -> ReplicaError.Code? {
      do throws(ReplicaError) {
        try body()
        return nil
      } catch {
        return error.code
      }
    }
    let replica = device.replica
    #expect(code { () throws(ReplicaError) in try replica.edit(nobody, []) } == .unknownDocument)
    #expect(code { () throws(ReplicaError) in try replica.delete(nobody) } == .unknownDocument)
    #expect(code { () throws(ReplicaError) in try replica.restore(id) } == .notDeleted)
    #expect(code { () throws(ReplicaError) in try replica.discardDraft(id) } == .unknownDraft)
    #expect(
      code { () throws(ReplicaError) in
        try replica.share(draft, in: SpaceID(rawValue: 1))
      } == .unknownSpace)
    #expect(
      code { () throws(ReplicaError) in
        try replica.create("fieldNote", ["title": [Value("x")]], in: TestReplica.space, id: id)
      } == .invalidEdit("id"))
    #expect(
      code { () throws(ReplicaError) in
        try replica.create("fieldNote", ["title": [Value("x")]], in: TestReplica.space, id: draft)
      } == .invalidEdit("id"))
    #expect(try replica.drafts().map(\.id) == [draft])
    let reader = try TestReplica(2, role: .reader)
    #expect(
      code { () throws(ReplicaError) in
        try reader.replica.create("fieldNote", ["title": [Value("x")]], in: TestReplica.space)
      } == .notAllowed)
    #expect(try reader.replica.status().waiting == 0)
  }

  @Test("a draft is in no log, no document, no message and no bundle before it is shared")
  func drafts() throws {
    let device = try TestReplica(1)
    let secret = "eenheelbijzonderwoord"
    let id = try device.replica.draft("fieldNote", ["title": [Value(secret)]])
    try device.replica.editDraft(id, ["body": [Value(secret)]])
    _ = try device.replica.search(secret)
    func isOutside() throws -> Bool {
      let rows = try device.replica.read { connection throws(ReplicaError) in
        do throws(SQLiteError) {
          return try connection.integers(
            """
            SELECT count(*) FROM changes UNION ALL SELECT count(*) FROM documents
            UNION ALL SELECT count(*) FROM search UNION ALL SELECT sum(counter) FROM spaces
            """)
        } catch {
          throw ReplicaError(error)
        }
      }
      let signer: DeviceSigner = { _ in [UInt8](repeating: 0, count: Seal.signatureBytes) }
      let request = try device.replica.syncRequest(agent: "test", signer: signer)
      let bundle = try device.replica.exportBundle(of: TestReplica.space, signer: signer)
      return rows != [0, 0, 0, 0] || !bundle.bundle.runs.isEmpty
        || request.spaces.contains { !$0.push.isEmpty }
    }
    #expect(try !isOutside())
    #expect(try device.replica.search(secret).map(\.document.id) == [id])
    try device.replica.share(id, in: TestReplica.space)
    #expect(try isOutside())
    #expect(try device.replica.search(secret).map(\.document.state) == [.onThisDevice])
  }
}
