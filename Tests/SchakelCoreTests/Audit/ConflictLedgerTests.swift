import SchakelCore
import SchakelTesting
import Testing

@Suite("Conflicts on record")
struct ConflictLedgerTests {
  @Test("of every small history, in any order, what is open is what the judge finds")
  func small() throws {
    let actions = [
      "title=b", "title=c", "themes+y", "themes-x", "delete", "restore", "title=b void",
    ]
    var open = 0
    for history in History.every(steps: 3, actions: actions) {
      for order in [[0, 1, 2, 3], [0, 3, 2, 1], [0, 2, 3, 1], [0, 3, 1, 2]] {
        let replayed = try Replayed(history, order: order)
        let expected = ConflictJudge(history: history, present: history.all).openFields
        #expect(replayed.openFields == expected, "\(order) of \(history.testDescription)")
        open += expected.isEmpty ? 0 : 1
      }
    }
    #expect(open > 1_000)
  }

  @Test(
    "after each deed of a drawn history what is open is what the judge finds",
    arguments: Seeds.upTo(10))
  func drawn(_ seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    for _ in 0..<20 {
      let history = History.random(deeds: 14, using: &generator)
      var replayed = try Replayed(history, order: [])
      for number in history.deeds.indices.shuffled(using: &generator) {
        try replayed.hear(number)
        let judge = ConflictJudge(history: history, present: replayed.taken)
        #expect(
          replayed.openFields == judge.openFields,
          "\(number) of \(history.testDescription), \(Seeds.replay(seed))")
      }
    }
  }

  @Test(
    "a ledger that was put away after each change goes on where it was", arguments: Seeds.upTo(10))
  func putAway(_ seed: UInt64) throws {
    var generator = SeededRandom(seed: seed)
    for _ in 0..<10 {
      let history = History.random(deeds: 12, using: &generator)
      var (state, kept, away) = (DocumentState(), ConflictLedger(), ConflictLedger())
      for deed in history.deeds where !deed.isVoid {
        let change = history.change(of: deed)
        away = try ConflictLedger(encoded: away.encoded(.portable))
        kept.prepare(for: change, in: state)
        away.prepare(for: change, in: state)
        guard try state.apply(change, check: deed.check) == .applied else { continue }
        let applied = ConflictLedger.Applied(
          payload: change.payload.digest(.portable), received: 1, position: 2, time: 3)
        kept.take(change, applied, in: state, hashing: .portable)
        let records = kept.takeChanged()
        away.take(change, applied, in: state, hashing: .portable)
        let others = away.takeChanged()
        #expect(others == records, Seeds.replay(seed))
        for record in records {
          #expect(try ConflictRecord(encoded: record.encoded) == record)
        }
      }
    }
  }

  @Test("two who wrote the same while apart are not on record")
  func equal() throws {
    let history: History = """
      anna: make title=a
      anna: title=b
      bob < anna: themes+x
      bob: title=c
      anna: title=c
      """
    let replayed = try Replayed(history, order: [0, 1, 2, 3, 4])
    #expect(replayed.records.values.filter { $0.field == "title" }.isEmpty)
  }

  @Test("a settlement that another edit knew nothing of is in the history of the same record")
  func reopened() throws {
    let history: History = """
      anna: make title=a
      bob < anna: title=b
      cas < anna: title=c
      anna: title=d
      bob < anna: title=e
      cas: title=f
      """
    let replayed = try Replayed(history, order: [0, 1, 3, 4, 2, 5])
    let record = try #require(replayed.records.values.first { $0.field == "title" })
    #expect(replayed.records.count == 1)
    #expect(record.events.map(\.kind) == [.found, .settled, .reopened])
    #expect(
      record.versions.map(\.dot.spelling) == ["1@bob", "2@bob", "2@cas", "2@anna"])
    #expect(record.severity == .conflict)
  }

  @Test("who goes on writing apart has one version on record, and fills it with nothing")
  func goesOn() throws {
    var history: History = """
      anna: make title=a
      bob < anna: title=b
      anna: title=c
      """
    for number in 0..<50 {
      history.add(
        Cast.writer("bob"),
        touches: [
          history.setting(
            ["b\(number)"], of: "title", seen: history.known(to: Cast.writer("bob")))
        ])
    }
    let replayed = try Replayed(history, order: Array(history.deeds.indices))
    let record = try #require(replayed.records.values.first)
    #expect(replayed.records.count == 1)
    #expect(record.events.map(\.kind) == [.found])
    #expect(record.versions.map(\.dot.spelling) == ["51@bob", "2@anna"])
  }

  @Test("a document that is born with two titles is on record from its beginning")
  func born() throws {
    let history: History = "anna: make title=a|b"
    let replayed = try Replayed(history, order: [0])
    #expect(replayed.openFields == ["title"])
    #expect(replayed.records.values.first?.severity == .conflict)
  }
}
