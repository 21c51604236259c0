import SchakelCore
import SchakelTesting
import Testing

@testable import SchakelRegion

/// What lies beside a document so that conflicts go on record: nothing, one byte that says that a
/// ledger is made from the log each time, or a whole ledger.
@Suite("Ledgers of documents")
struct LedgerTests {
  /// From so many entries on a ledger is kept.
  private static let long = 8

  /// Anna, Bram and Cor write in one note, and push when they are told to.
  private struct Table {
    private(set) var region: TestRegion
    let space: SpaceID
    let note: DocumentID
    var authors: [Author] = []
    private var pushed: [UInt64] = [0, 0, 0]

    init(seed: UInt64 = 1) async throws {
      region = try await TestRegion.make(seed: seed)
      space = try await region.service.addSpace(name: "West").id
      for name in ["anna", "bram", "cor"] {
        authors.append(Author(try await region.device(name, in: space), in: space))
      }
      note = authors[0].make([("body", Desk.text()), ("title", "bankje")])
      try await push()
      for place in 1...2 { hear(place) }
    }

    /// What these have not pushed yet, all in one push.
    mutating func push(by places: [Int] = [0, 1, 2]) async throws {
      var runs: [ChangeRun] = []
      for place in places where authors[place].count > pushed[place] {
        runs.append(authors[place].device.run(pushed[place] + 1...authors[place].count, in: space))
        pushed[place] = authors[place].count
      }
      _ = try await authors[0].device.copied(to: region).exchange(space, push: runs)
    }

    /// Closes the region, and opens it again.
    mutating func reopen() async throws {
      try region.service.close()
      region = try await region.reopened()
    }

    mutating func hear(_ place: Int) {
      for other in authors.indices where other != place {
        authors[place].hear(authors[other], of: note)
      }
    }

    func kept() async throws -> KeptLedger { try await region.keptLedger(of: note, in: space) }
  }

  // MARK: Step by step

  /// One change, by one of three.
  private struct Step: Sendable {
    let what: String
    let isVoid: Bool
    let write: @Sendable (inout Table) -> Void

    init(_ what: String, isVoid: Bool = false, _ write: @escaping @Sendable (inout Table) -> Void) {
      (self.what, self.isVoid, self.write) = (what, isVoid, write)
    }
  }

  private static let steps = [
    Step("Anna names it") { $0.authors[0].set("title", of: $0.note, to: "zitbank") },
    Step("Bram names it otherwise") { $0.authors[1].set("title", of: $0.note, to: "ligbed") },
    Step("Cor, who knows all, says where") {
      $0.hear(2)
      $0.authors[2].set("place", of: $0.note, to: "bij de vijver")
    },
    Step("Bram settles") {
      $0.hear(1)
      $0.authors[1].settle("title", of: $0.note, to: "bank")
    },
    Step("Cor, who did not hear of it, names it too") {
      $0.authors[2].set("title", of: $0.note, to: "bankje van hout")
    },
    Step("Anna signs as Bram", isVoid: true) {
      let bram = $0.authors[1].device.device.person
      $0.authors[0].set("place", of: $0.note, to: "bij het water", author: bram)
    },
    Step("Bram settles that too") {
      $0.hear(1)
      $0.authors[1].settle("title", of: $0.note, to: "houten bank")
    },
    Step("Anna says where") { $0.authors[0].set("place", of: $0.note, to: "op de hoek") },
    Step("Cor deletes it") {
      $0.hear(2)
      $0.authors[2].delete($0.note)
    },
    Step("Anna edits it all the same") { $0.authors[0].set("area", of: $0.note, to: "west") },
    Step("Bram brings it back") {
      $0.hear(1)
      $0.authors[1].restore($0.note)
    },
  ]

  /// What lies beside a document of which something is on record.
  private static func sort(_ kept: KeptLedger) -> KeptLedger.Sort {
    kept.entries < long ? .derived : .whole
  }

  @Test(
    "across the border at which it is kept, a ledger has what the log makes at every step",
    .serialized, arguments: 0...7)
  func steps(quiet: Int) async throws {
    var table = try await Table()
    for number in 0..<quiet {
      table.authors[number % 3].set("place", of: table.note, to: "plek \(number)")
      for place in 0..<3 { table.hear(place) }
      try await table.push()
    }
    var before = try await table.kept()
    #expect(before.entries == 1 + quiet && before.sort == .none && before.records.isEmpty)
    for step in Self.steps {
      step.write(&table)
      try await table.push()
      let kept = try await table.kept()
      #expect(kept.holds, "\(step.what), after \(quiet)")
      #expect(kept.entries == before.entries + 1)
      if step.isVoid {
        #expect(kept.sort == before.sort && kept.ledger == before.ledger)
        #expect(kept.records == before.records)
      } else if !kept.records.isEmpty {
        #expect(kept.sort == Self.sort(kept), "\(step.what), after \(quiet)")
      }
      let report = try await table.region.audit()
      #expect(report.spaces[0].records.sorted { $0.id < $1.id } == kept.records)
      before = kept
    }
    let events = Dictionary(
      uniqueKeysWithValues: before.records.map { ($0.field, $0.events.map(\.kind)) })
    #expect(
      events == [
        "title": [.found, .settled, .reopened, .settled], "place": [.found],
        .lifecycle: [.found, .settled],
      ])
  }

  // MARK: Drawn at random

  /// Lets one of the three do one thing.
  private static func act(_ table: inout Table, using generator: inout SeededRandom) {
    let (place, note) = (Int.random(in: 0..<3, using: &generator), table.note)
    let text = "woord \(generator.next() % 4)"
    if Bool.random(using: &generator) { table.hear(place) }
    switch Int.random(in: 0..<12, using: &generator) {
    case 0...3: table.authors[place].set("title", of: note, to: text)
    case 4: table.authors[place].set("place", of: note, to: text)
    case 5: table.authors[place].add(text, to: "themes", of: note)
    case 6: table.authors[place].settle("title", of: note, to: text)
    case 7: table.authors[place].delete(note)
    case 8: table.authors[place].restore(note)
    case 9: table.authors[place].set("body", of: note, to: Desk.text(text))
    case 10: table.authors[place].set("body", of: note, to: Desk.text("stil", text))
    default:
      let other = table.authors[(place + 1) % 3].device.device.person
      table.authors[place].set("area", of: note, to: text, author: other)
    }
  }

  @Test(
    "of a drawn history, pushed in parts of any size, what is kept is what the log makes of it",
    .serialized, arguments: Array(1...30) as [UInt64])
  func drawn(seed: UInt64) async throws {
    var generator = SeededRandom(seed: seed)
    var table = try await Table(seed: seed)
    var sorts: [KeptLedger.Sort] = []
    for _ in 0..<16 {
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        Self.act(&table, using: &generator)
      }
      // What one has heard of another may be pushed before it, and waits.
      try await table.push(
        by: [0, 1, 2].filter { _ in generator.next() % 3 > 0 }.shuffled(using: &generator))
      let kept = try await table.kept()
      #expect(kept.holds, "seed \(seed), after \(kept.entries) entries")
      if kept.entries < Self.long { #expect(kept.sort != .whole, "seed \(seed)") }
      sorts.append(kept.sort)
    }
    #expect(Set(sorts).count > 1 && sorts.last == .whole, "seed \(seed)")
    let report = try await table.region.audit()
    #expect(report.spaces[0].records.count == (try await table.kept().records.count))
  }

  // MARK: When there is none

  @Test("where nothing was ever concurrent there is no ledger, however long the document")
  func none() async throws {
    var table = try await Table()
    for number in 0..<20 {
      table.hear(number % 3)
      table.authors[number % 3].set("title", of: table.note, to: "naam \(number)")
      try await table.push()
      #expect(try await table.kept().sort == .none)
    }
    #expect(try await table.kept().entries == 21)
  }

  @Test("who wrote apart in other fields is not on record, and a long document has a ledger of it")
  func otherFields() async throws {
    var table = try await Table()
    for number in 1...5 {
      table.authors[0].set("title", of: table.note, to: "naam \(number)")
      table.authors[1].set("place", of: table.note, to: "plek \(number)")
      try await table.push()
      let kept = try await table.kept()
      #expect(kept.entries == 1 + 2 * number && kept.holds && kept.records.isEmpty)
      #expect(kept.sort == (kept.entries < Self.long ? .none : .whole))
    }
  }

  @Test("what crosses the border in one push has a whole ledger at once", arguments: 2...9)
  func oneRun(_ edits: Int) async throws {
    var table = try await Table()
    for number in 1...edits {
      table.authors[number % 2].set("title", of: table.note, to: "naam \(number)")
    }
    try await table.push()
    let kept = try await table.kept()
    #expect(kept.entries == 1 + edits && kept.holds && kept.records.count == 1)
    #expect(kept.sort == Self.sort(kept))
  }

  @Test("a region that is opened again goes on where it was, whatever lies beside the document")
  func reopened() async throws {
    for quiet in [0, 9] {
      var table = try await Table()
      for number in 0..<quiet {
        table.authors[0].set("place", of: table.note, to: "plek \(number)")
      }
      table.authors[0].set("title", of: table.note, to: "zitbank")
      table.authors[1].set("title", of: table.note, to: "ligbed")
      try await table.push()
      let before = try await table.kept()
      #expect(before.sort == (quiet == 0 ? .derived : .whole))
      try await table.reopen()
      #expect(try await table.kept().records == before.records)
      table.hear(1)
      table.authors[1].settle("title", of: table.note, to: "bank")
      try await table.push()
      let kept = try await table.kept()
      #expect(kept.holds && kept.sort == before.sort)
      #expect(kept.records.map(\.id) == before.records.map(\.id))
      #expect(kept.records.map { $0.events.map(\.kind) } == [[.found, .settled]])
    }
  }
}
