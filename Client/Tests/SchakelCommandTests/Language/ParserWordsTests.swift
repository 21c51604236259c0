import ArgumentParser
import Testing

@testable import SchakelCommand

@Suite("What ArgumentParser says, in Dutch")
struct ParserWordsTests {
  /// One command line for each sentence, so that a newer ArgumentParser with other words is
  /// noticed here.
  @Test(
    "every usage error is told in Dutch",
    arguments: [
      (["note", "add", "--titel", "x"], "De optie --titel bestaat niet. Bedoel je --title?"),
      (["note", "add", "--zzzzzzzzzzzz"], "De optie --zzzzzzzzzzzz bestaat niet."),
      (["note", "add", "--title"], "Na --title <tekst> ontbreekt wat je wilt invullen."),
      (["import"], "Je moet <file> nog invullen."),
      (["import", "a", "b"], "Met 'b' weet ik geen raad."),
      (["import", "a", "b", "c"], "Met deze 2 weet ik geen raad: 'b', 'c'."),
      (["note", "add", "--area-year", "x"], "'x' kan niet bij --area-year <YYYY>."),
      (["note", "add", "--draft=x"], "Bij --draft hoort niets, ook niet 'x'."),
    ])
  func errors(arguments: [String], dutch: String) throws {
    let said = message(arguments)
    #expect(ParserWords(language: .dutch).error(said) == dutch)
    #expect(ParserWords(language: .english).error(said) == said)
  }

  @Test("each sentence of the table is said by some command line")
  func sentences() {
    #expect(ParserWords.errorSentences.count == 8)
  }

  private func message(_ arguments: [String]) -> String {
    Language.$ofHelp.withValue(.dutch) {
      do {
        _ = try Schakel.parseAsRoot(arguments)
        return ""
      } catch {
        return Schakel.message(for: error)
      }
    }
  }

  @Test("nothing English is left in a Dutch help text")
  func help() async throws {
    try await withScratch { folder in
      let device = TestDevice(folder)
      for command in [
        ["--help"], ["note", "--help"], ["note", "add", "--help"], ["help", "sync"],
      ] {
        let outcome = await device.run(command)
        #expect(outcome.status == 0)
        for word in ["OVERVIEW", "USAGE", "OPTIONS", "SUBCOMMANDS", "ARGUMENTS", "Show ", "See '"] {
          #expect(!outcome.out.contains(word), "\(command): \(word)")
        }
      }
    }
  }
}
