import Foundation
import SchakelCore
import SchakelTesting
import Testing

@testable import SchakelStore

@Suite("A sealed replica")
struct SealedReplicaTests {
  private let cipher = TestCipher()

  // MARK: Values in their places

  @Test(
    "a value that was moved from another row or column, altered or cut short does not open",
    arguments: [
      "UPDATE documents SET state = (SELECT state FROM documents ORDER BY no LIMIT 1)",
      "UPDATE changes SET bytes = (SELECT bytes FROM changes ORDER BY key LIMIT 1)",
      "UPDATE documents SET area = day",
      "UPDATE documents SET state = substr(state, 1, length(state) - 1)",
      "UPDATE documents SET state = x''",
      "UPDATE documents SET state = substr(state, 1, 30) || x'00' || substr(state, 32)",
    ])
  func moved(by statement: String) throws {
    let device = try TestReplica(1, cipher: cipher)
    for title in ["een", "twee"] {
      _ = try device.note(
        title,
        [
          "area": [Area(code: "BU03440101", year: 2024)!.value],
          "observedOn": [Value("2026-05-01")],
        ])
    }
    #expect(try device.replica.check() == [])
    try device.replica.pool.write { connection throws(SQLiteError) in
      try connection.execute(statement)
    }
    let findings = try device.replica.check()
    #expect(!findings.isEmpty && findings.allSatisfy { $0.law == .readable }, "\(findings)")
    var inArea = DocumentFilter()
    inArea.area = "GM0344"
    let error = #expect(throws: ReplicaError.self) {
      for summary in try device.replica.list(inArea) {
        _ = try device.replica.document(summary.id)
        _ = try device.replica.history(summary.id)
      }
    }
    #expect(error?.code == .damaged)
    // The rest goes on.
    _ = try device.note("drie")
  }

  @Test("each value that does not open is told, also one that readers do without")
  func told() throws {
    let device = try TestReplica(1, cipher: cipher)
    _ = try device.note("een")
    let second = try device.note("twee")
    _ = try device.note("drie")
    try device.replica.pool.write { connection throws(SQLiteError) in
      try connection.execute(
        """
        UPDATE changes SET bytes = x'00' WHERE key & 1099511627775 = 1;
        UPDATE documents SET kind = 'x' WHERE no = 2;
        INSERT INTO early_runs(stream, first, last, digest, kept, run)
          VALUES (1, 9, 9, x'00', 0, x'0102')
        """)
    }
    #expect(
      try device.replica.check().map(\.message) == [
        "changes.bytes does not open where key IS \(1 << 40 | 1)",
        "documents.kind does not open where id IS X'\(Hex.encode(second.bytes).uppercased())'",
        "early_runs.run does not open where no IS 1",
      ])
  }

  @Test("what is equal is not equal in the file")
  func fresh() throws {
    let device = try TestReplica(1, cipher: cipher)
    for _ in 0..<5 {
      _ = try device.note("gelijk", ["area": [Area(code: "BU03440101", year: 2024)!.value]])
    }
    for column in ["area", "kind"] {
      let different = try device.replica.read { connection throws(ReplicaError) in
        try connection.perform { () throws(SQLiteError) in
          try connection.integers("SELECT count(DISTINCT \(column)) FROM documents")
        }
      }
      #expect(different == [5])
    }
  }

  @Test("a cipher that cannot seal just now refuses the write, and nothing of it is there")
  func unable() throws {
    struct Unable: ContentCipher {
      let inner = TestCipher()
      func seal(_ content: [UInt8], for identity: [UInt8]) -> [UInt8]? {
        content.firstRange(of: Array("Bankje".utf8)) == nil
          ? inner.seal(content, for: identity) : nil
      }
      func open(_ sealed: [UInt8], for identity: [UInt8]) -> [UInt8]? {
        inner.open(sealed, for: identity)
      }
    }
    let device = try TestReplica(1, cipher: Unable())
    #expect(throws: ReplicaError.self) { try device.note("Bankje") }
    #expect(try device.replica.list().isEmpty)
    _ = try device.note("Schommel")
    #expect(try device.replica.check() == [])
  }

  // MARK: Equal answers

  @Test("lists, counts and searches answer the same with a cipher and without")
  func sameAnswers() throws {
    let devices = [try TestReplica(1, cipher: nil), try TestReplica(1, cipher: cipher)]
    for device in devices { try Self.fill(device) }
    var nonempty = 0
    for filter in Self.filters {
      let lists = try devices.map { try $0.replica.list(filter, limit: 200) }
      #expect(lists[0] == lists[1], "\(filter)")
      #expect(try devices.map { try $0.replica.count(filter) } == lists.map(\.count), "\(filter)")
      for text in ["bank", "de wijk", "\"weer droog\"", "niets"] {
        let found = try devices.map { try $0.replica.search(text, filter, limit: 100) }
        #expect(found[0] == found[1], "\(text) \(filter)")
        nonempty += found[0].isEmpty ? 0 : 1
      }
    }
    #expect(nonempty > 10)
  }

  private static var filters: [DocumentFilter] {
    var filters = [DocumentFilter()]
    func add(_ change: (inout DocumentFilter) -> Void) {
      var filter = DocumentFilter()
      change(&filter)
      filters.append(filter)
      filter.order = .day
      filters.append(filter)
    }
    add { $0.area = "GM0344" }
    add { $0.area = "BU03440102" }
    add { $0.kind = "successStory" }
    add { $0.observedFrom = "2026-03-10" }
    add { $0.observedTo = "2026-03-10" }
    add { $0.theme = "eenzaamheid" }
    add { $0.deleted = .only }
    add { $0.mine = true }
    add { $0.includesDrafts = true }
    add { $0.states = [.draft] }
    return filters
  }

  private static func fill(_ device: TestReplica) throws {
    for number in 0..<60 {
      let kind: Name = number % 4 == 0 ? "successStory" : "fieldNote"
      let id = try device.replica.create(
        kind,
        [
          "title": [Value(number % 3 == 0 ? "Bankje \(number)" : "Plein \(number)")],
          "body": [Value(number % 5 == 0 ? "weer droog in de wijk" : "de wijk, een bank")],
          "area": [Area(code: "BU0344010\(number % 3)", year: 2024)!.value],
          "observedOn": [Value("2026-03-\(10 + number % 15)")],
          "themes": number % 2 == 0 ? [Value("eenzaamheid")] : [],
        ].filter { !$0.value.isEmpty }, in: TestReplica.space)
      if number % 9 == 0 { try device.replica.edit(id, [.set("title", Value("Anders \(number)"))]) }
      if number % 11 == 0 { try device.replica.delete(id) }
    }
    try device.replica.draft("fieldNote", ["title": [Value("Een bank in concept")]])
  }

  // MARK: The index

  @Test("a search knows what another process wrote, changed and took away since")
  func otherProcess() throws {
    let device = try TestReplica(1, cipher: cipher)
    let other = try TestReplica(2, person: 1, home: device.home, cipher: cipher)
    let note = try device.note("bankje")
    #expect(try other.replica.search("bankje").map(\.document.id) == [note])
    try device.replica.edit(note, [.set("title", Value("schommel"))])
    let second = try device.note("glijbaan")
    #expect(try other.replica.pendingInIndex() == 2)
    #expect(try other.replica.search("bankje").isEmpty)
    #expect(try other.replica.search("schommel").map(\.document.id) == [note])
    try device.replica.delete(second)
    #expect(try other.replica.search("glijbaan").isEmpty)
    #expect(try other.replica.indexPending() == 0)
  }

  @Test(
    "what another process took away goes from the index in memory with the next look at anything",
    .timeLimit(.minutes(10)))
  func takenAway() async throws {
    let device = try TestReplica(1, cipher: cipher)
    let other = try TestReplica(2, person: 1, home: device.home, cipher: cipher)
    let note = try device.note("bankje")
    #expect(try other.replica.search("bankje").count == 1)
    try device.replica.delete(note)
    #expect(try other.replica.pendingInIndex() == 1)
    _ = try other.replica.status()
    // Nobody searches for it, or asks for the index.
    while try other.replica.pendingInIndex() > 0 {
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  @Test("searches from several threads beside writes never miss what was written before them")
  func threads() throws {
    let device = try TestReplica(1, cipher: cipher)
    let errors = inThreads(4) { [replica = device.replica] index in
      for number in 0..<20 {
        let word = "woord\(index)x\(number)x"
        let id = try replica.create(
          "fieldNote", ["title": [Value(word)]], in: TestReplica.space)
        let found = try replica.search(word).map(\.document.id)
        if found != [id] { throw Missed() }
      }
    }
    #expect(errors == [])
  }

  private struct Missed: Error {}

  // MARK: A key for the whole file

  @Test("a key for a library that encrypts its files is refused where the library does not")
  func databaseKey() throws {
    let folder = try Scratch().path
    let error = #expect(throws: ReplicaError.self) {
      _ = try Replica.open(home: folder, databaseKey: [UInt8](repeating: 1, count: 32))
    }
    #expect(error?.message.contains("cannot encrypt") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }
}
