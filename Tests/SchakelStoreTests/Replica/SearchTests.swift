import SchakelCore
import Testing

@testable import SchakelStore

@Suite("Searching on a device")
struct SearchTests {
  /// The titles found, in order.
  private func found(
    _ text: String, on device: TestReplica, _ filter: DocumentFilter = DocumentFilter()
  ) throws -> [String] {
    try device.replica.search(text, filter).map(\.document.title)
  }

  @Test("a word is found by its beginning, in any case, with or without its marks")
  func words() throws {
    let device = try TestReplica(1)
    _ = try device.note("Café op de hoek", ["body": [Value("De ruïne naast het Speelplein")]])
    for text in [
      "cafe", "CAFÉ", "caf", "cafe\u{301}", "ruine", "RUÏ", "speel", "hoek café", "plein",
    ] {
      #expect(
        try found(text, on: device) == (text == "plein" ? [] : ["Café op de hoek"]), "\(text)")
    }
  }

  @Test("every word must be there, and a phrase as a phrase")
  func phrases() throws {
    let device = try TestReplica(1)
    _ = try device.note("samen leren", ["body": [Value("in de buurt")]])
    _ = try device.note("leren samen", ["body": [Value("in de wijk")]])
    #expect(Set(try found("leren samen", on: device)) == ["samen leren", "leren samen"])
    #expect(try found("samen wijk", on: device) == ["leren samen"])
    #expect(try found("\"samen leren\"", on: device) == ["samen leren"])
    #expect(try found("“samen leren”", on: device) == ["samen leren"])
    #expect(try found("„leren sa", on: device) == ["leren samen"])
    #expect(try found("\"samen ler\"", on: device) == [])
    #expect(try found("\"samen ler", on: device) == ["samen leren"])
  }

  @Test(
    "nothing that can be typed is an error",
    arguments: [
      "", " ", "\"", "\"\"", "\"\"\"", "'", "\0", "a\0b", "*", "a*", "-", "- leren", "leren -",
      "AND", "leren AND", "leren OR", "NOT leren", "NEAR(leren buurt, 2)", "title:leren",
      "{title}:a",
      "^leren", "(leren", "leren)", "+", "leren + samen", "\\", "%", "_", ";--", "🙂", "leren 🙂",
      "\u{202e}leren", "\u{fffd}", "\u{feff}", "e\u{301}\u{301}\u{301}", "日本語", "نص",
    ])
  func hostile(text: String) throws {
    let device = try TestReplica(1)
    _ = try device.note("samen leren in de buurt")
    let titles = try found(text, on: device)
    #expect(titles.isEmpty || titles == ["samen leren in de buurt"])
    #expect(try found("leren", on: device) == ["samen leren in de buurt"])
  }

  @Test("a query of any length is no error")
  func long() throws {
    let device = try TestReplica(1)
    _ = try device.note("samen leren in de buurt")
    #expect(try found(String(repeating: "leren ", count: 4_000), on: device).count == 1)
    #expect(try found(String(repeating: "x", count: 100_000), on: device) == [])
    #expect(try found(String(repeating: "\"", count: 999), on: device) == [])
  }

  @Test("an edited document is found by its new words and no longer by its old ones")
  func edited() throws {
    let device = try TestReplica(1)
    let id = try device.note("bankje", ["body": [Value("stuk")]])
    #expect(try found("bankje", on: device) == ["bankje"])
    try device.replica.edit(id, [.set("title", Value("schommel")), .set("body", Value("heel"))])
    #expect(try found("bankje", on: device) == [])
    #expect(try found("stuk", on: device) == [])
    #expect(try found("schommel heel", on: device) == ["schommel"])
    #expect(try device.replica.pendingInIndex() == 0)
  }

  @Test("a deleted document is not found, and is again once it is restored")
  func deleted() throws {
    let device = try TestReplica(1)
    let id = try device.note("bankje")
    #expect(try found("bankje", on: device) == ["bankje"])
    try device.replica.delete(id)
    #expect(try found("bankje", on: device) == [])
    try device.replica.restore(id)
    #expect(try found("bankje", on: device) == ["bankje"])
  }

  @Test("what awaits settlement is found by each of its versions")
  func conflicts() throws {
    let (anna, bob) = (try TestReplica(1), try TestReplica(2))
    let id = try anna.note("bankje")
    try bob.hear(anna)
    try anna.replica.edit(id, [.set("title", Value("zitbank"))])
    try bob.replica.edit(id, [.set("title", Value("ligbed")), .set("body", Value("in het park"))])
    try anna.hear(bob)
    for word in ["zitbank", "ligbed", "park", "zitbank ligbed"] {
      #expect(try anna.replica.search(word).map(\.document.id) == [id], "\(word)")
    }
    #expect(try anna.replica.search("bankje").isEmpty)
  }

  @Test("of a kind that this version does not know, every text is found")
  func unknownKind() throws {
    let device = try TestReplica(1)
    let id = try device.replica.create(
      "recipe",
      ["name": [Value("Soep")], "steps": [Value("snijden en roeren")], "count": [Value(7)]],
      in: TestReplica.space)
    #expect(try device.replica.search("soep").map(\.document.id) == [id])
    #expect(try found("roeren", on: device) == ["Soep"])
  }

  @Test("a draft is found, before what is shared, until it is discarded")
  func drafts() throws {
    let device = try TestReplica(1)
    _ = try device.note("bankje in het park")
    let draft = try device.replica.draft("fieldNote", ["title": [Value("bankje, nog niet af")]])
    #expect(try found("bankje", on: device) == ["bankje, nog niet af", "bankje in het park"])
    #expect(try device.replica.search("bankje").map(\.document.state) == [.draft, .onThisDevice])
    var shared = DocumentFilter()
    shared.includesDrafts = false
    #expect(try found("bankje", on: device, shared) == ["bankje in het park"])
    try device.replica.discardDraft(draft)
    #expect(try found("bankje", on: device) == ["bankje in het park"])
  }

  @Test("a title counts for more than the text, and the words are marked in both")
  func rankAndSnippet() throws {
    let device = try TestReplica(1)
    let long = (0..<60).map { "woord\($0)" }.joined(separator: " ")
    _ = try device.note("iets anders", ["body": [Value("\(long) dierentuin \(long)")]])
    _ = try device.note("Dierentuin", ["body": [Value("Een uitje")]])
    let hits = try device.replica.search("dieren")
    #expect(hits.map(\.document.title) == ["Dierentuin", "iets anders"])
    #expect(hits.map { $0.title.marked("[", "]") } == ["[Dierentuin]", "iets anders"])
    #expect(hits[0].snippet.marked("[", "]") == "Een uitje")
    #expect(hits[1].snippet.marked("[", "]").contains(" [dierentuin] "))
    #expect(hits[1].snippet.plain.count < 300)
    #expect(hits[0].rank < hits[1].rank)
  }

  @Test("a filter holds in a search as in a list")
  func filtered() throws {
    let device = try TestReplica(1)
    let area = Area(code: "WK034403", year: 2024)!.value
    _ = try device.note("een bankje", ["area": [area], "themes": [Value("safety")]])
    _ = try device.note("twee bankjes", kind: "successStory")
    var filter = DocumentFilter()
    filter.area = "GM0344"
    #expect(try found("bank", on: device, filter) == ["een bankje"])
    filter = DocumentFilter()
    filter.kind = "successStory"
    #expect(try found("bank", on: device, filter) == ["twee bankjes"])
    filter = DocumentFilter()
    filter.theme = "veiligheid"
    #expect(try found("bank", on: device, filter) == ["een bankje"])
  }

  @Test("a search that cannot write its index looks through what is not in it")
  func fullDisk() throws {
    let device = try TestReplica(1, cipher: nil)
    let old = try device.note("bankje")
    #expect(try found("bankje", on: device) == ["bankje"])
    for number in 0..<40 {
      _ = try device.note(
        "speelplein \(number)", ["body": [Value(String(repeating: "x ", count: 900))]])
    }
    try device.replica.edit(old, [.set("title", Value("schommel"))])
    try device.limitPages(toExtra: 0)
    #expect(try found("speelplein 7", on: device) == ["speelplein 7"])
    #expect(try found("schommel", on: device) == ["schommel"])
    #expect(try found("bankje", on: device) == [])
    #expect(try device.replica.pendingInIndex() == 41)
    try device.limitPages(toExtra: nil)
    #expect(try found("speelplein 7", on: device) == ["speelplein 7"])
    #expect(try device.replica.pendingInIndex() == 0)
  }

  @Test("a document that got the number of one that is gone is found")
  func reusedNumber() throws {
    let device = try TestReplica(1)
    _ = try device.note("eerste")
    let last = try device.note("laatste")
    #expect(try found("laatste", on: device) == ["laatste"])
    try device.replica.write { transaction throws(ReplicaError) in
      guard let row = try transaction.document(last) else { return }
      try transaction.remove(row)
    }
    #expect(try found("laatste", on: device) == [])
    _ = try device.note("nieuwste")
    #expect(try found("nieuwste", on: device) == ["nieuwste"])
  }

  @Test("documents are brought into the index a batch at a time")
  func batches() throws {
    let device = try TestReplica(1, cipher: nil)
    for number in 0..<25 { _ = try device.note("nummer \(number)") }
    #expect(try device.replica.indexPending(limit: 10) == 10)
    #expect(try device.replica.pendingInIndex() == 15)
    #expect(try device.replica.search("nummer", limit: 100).count == 25)
    #expect(try device.replica.indexPending() == 0)
  }
}

extension TestReplica {
  /// Lets the database grow by so many pages and no further; nil lifts the limit.
  func limitPages(toExtra pages: Int64?) throws {
    try replica.pool.write { connection throws(SQLiteError) in
      let limit = try pages.map { pages throws(SQLiteError) in
        try connection.pragma("page_count") + pages
      }
      try connection.execute("PRAGMA max_page_count = \(limit ?? 1_000_000)")
    }
  }
}
