import Foundation
import SchakelCore
import SchakelJSON
import Testing

@testable import SchakelCommand
@testable import SchakelStore

@Suite("What became of what one wrote")
struct NoticeTests {
  @Test(
    "who lost a choice, and whose value another is shown in place of, is told once",
    arguments: Language.allCases)
  func told(language: Language) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: language)
      let id = await scene.anna.made("note", "add", "--title", "Bankje", "--body", "Droog.")
      await scene.meet()
      _ = await scene.anna.run(
        ["edit", id, "--set", "title=Bankje is stuk", "--set", "place=plein"])
      scene.bram.clock.advance(1_000)
      _ = await scene.bram.run(
        ["edit", id, "--set", "title=Bankje is weg", "--set", "place=park"])
      var transcript = Transcript()
      _ = await scene.anna.run(["sync"])
      await transcript.type("sync", on: scene.bram)
      _ = await scene.bram.run([
        "resolve", id, "--field", "title", "--value", "Geen bankje", "--reason",
        "het is weggehaald",
      ])
      _ = await scene.bram.run(["sync"])
      await transcript.type("sync", on: scene.anna)
      // A program that looks takes nothing from the person.
      for _ in 0..<2 {
        let notices = await scene.anna.run(["status", "--json"]).json?["notices"]?.array
        #expect(notices?.map { $0["new"]?.bool } == [true, true])
      }
      await transcript.type("status", on: scene.anna)
      await transcript.type("status", on: scene.anna)
      await transcript.type("sync", on: scene.anna)
      let json = await scene.anna.run(["status", "--json"]).json
      #expect(json?["notices"]?.array?.map { $0["new"]?.bool } == [false, false])
      #expect(json?["notices"]?.array?.map { $0["outcome"]?.string } == ["settled", "gaveWay"])
      #expect(await scene.bram.run(["status", "--json"]).json?["notices"]?.array?.isEmpty == true)
      try transcript.expect("told.\(language.rawValue)")
    }
  }

  private static let people = [(1, "Anna"), (2, "Bram"), (3, "Voorbeeldregio"), (4, nil)].map {
    Author(person: PersonID(rawValue: $0.0), name: $0.1)
  }

  private static func notice(
    _ sort: VersionNotice.Sort, _ field: Name, by: Int, others: [Int] = [], reason: String? = nil
  ) -> VersionNotice {
    VersionNotice(
      id: 1, document: DocumentID(milliseconds: 1, random: (2, 0x1a2b3c)),
      space: DocumentSpace(id: SpaceID(rawValue: 1), name: "Voorbeeldteam"), title: "Bankje",
      field: field, sort: sort, by: people[by], others: others.map { people[$0] }, reason: reason,
      noticed: 0, isNew: true)
  }

  @Test("every notice is a sentence in plain words", arguments: Language.allCases)
  func sentences(language: Language) throws {
    let context = TestDevice("/nowhere", language: language).context()
    let lines = NoticeLines(context: context, me: Self.people[0])
    let dutch = language == .dutch
    let table: [(VersionNotice, String)] = [
      (
        Self.notice(.combined, "body", by: 2, others: [1]),
        dutch
          ? "Wat jij schreef bij de tekst van 'Bankje', is samengevoegd met wat Bram schreef: zie "
            + "'schakel show 1a2b3c'."
          : "What you wrote for the text of 'Bankje' was combined with what Bram wrote: see "
            + "'schakel show 1a2b3c'."
      ),
      (
        Self.notice(.settled, "title", by: 1, others: [1], reason: "zo heet het"),
        dutch
          ? "Bram koos bij de titel van 'Bankje' een andere versie dan die van jou. Reden: zo heet "
            + "het"
          : "Bram chose another version than yours for the title of 'Bankje'. Reason: zo heet het"
      ),
      (
        Self.notice(.deleted, .lifecycle, by: 3),
        dutch
          ? "Iemand verwijderde 'Bankje', waarin jij nog schreef. Terughalen kan met 'schakel "
            + "restore 1a2b3c'."
          : "Somebody deleted 'Bankje', in which you were still writing. Bring it back with "
            + "'schakel restore 1a2b3c'."
      ),
      (
        Self.notice(.replaced, "signal", by: 1),
        dutch
          ? "Bij het signaal van 'Bankje' staat nu iets anders dan wat jij schreef, van Bram: zie "
            + "'schakel history 1a2b3c --fetch'."
          : "For the signal of 'Bankje' there is now something else than what you wrote, by Bram: "
            + "see 'schakel history 1a2b3c --fetch'."
      ),
    ]
    for (notice, sentence) in table {
      let said = lines.sentence(notice)
      let id = ShortID.text(of: notice.document)
      #expect(said == sentence.replacing("1a2b3c", with: id))
    }
  }
}
