import Testing

@testable import SchakelCommand

@Suite("Text on a terminal")
struct LayoutTests {
  @Test(
    "signs are as wide as a terminal shows them",
    arguments: [
      ("", 0), ("wijk", 4), ("café", 4), ("cafe\u{301}", 4), ("日本", 4), ("ﾊ", 1), ("😀", 2),
      ("👩‍👩‍👧", 2), ("❤️", 2), ("❤", 1), ("한국", 4), ("a\u{200d}b", 2), ("…", 1), ("🇳🇱", 2),
    ])
  func widths(text: String, width: Int) {
    #expect(CellWidth.of(text) == width)
  }

  @Test(
    "what others wrote cannot steer the terminal",
    arguments: [
      ("a\u{1b}[31mb", "a\u{fffd}[31mb"), ("a\nb\tc", "a b c"), ("a\r\nb", "a b"),
      ("\u{202e}abc", "abc"), ("a\u{9b}31m", "a\u{fffd}31m"), ("\u{0}\u{7f}", "\u{fffd}\u{fffd}"),
      ("👩‍👩‍👧 é", "👩‍👩‍👧 é"), ("a\u{2028}b", "a b"),
    ])
  func safe(text: String, shown: String) {
    #expect(SafeText.line(text) == shown)
  }

  @Test("line breaks stay where several lines are shown")
  func safeLines() {
    #expect(SafeText.lines("a\r\nb\rc\nd\u{1b}") == "a\nb\nc\nd\u{fffd}")
  }

  @Test(
    "cut text fits and says that it was cut",
    arguments: [
      ("schakel", 7, "schakel"), ("schakel", 6, "schak…"), ("een twee", 5, "een…"),
      ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("abc", 1, "…"), ("abc", 0, ""),
    ])
  func truncation(text: String, width: Int, shown: String) {
    #expect(Wrapping.truncated(text, to: width) == shown)
    #expect(CellWidth.of(shown) <= width)
  }

  @Test("lines break between words, and inside one that is too long")
  func wrapping() {
    #expect(Wrapping.lines("een twee drie", width: 8) == ["een twee", "drie"])
    #expect(Wrapping.lines("een\n\ntwee", width: 8) == ["een", "", "twee"])
    #expect(Wrapping.lines("abcdefgh ij", width: 3) == ["abc", "def", "gh", "ij"])
    #expect(Wrapping.lines("日本語", width: 4) == ["日本", "語"])
    #expect(Wrapping.lines("", width: 4) == [""])
  }

  private func table() -> Table {
    var table = Table([
      .init("titel", shrinksTo: 12), .init("soort", rank: 1), .init("stand", rank: 2),
    ])
    table.add([.init("Bankje bij de speeltuin"), .init("veldnotitie"), .init("concept")])
    table.add([.init("Lekkage"), .init("veldnotitie"), .init("probleem", .bad)])
    return table
  }

  @Test("a table is as wide as what is in it, where that fits")
  func wideTable() {
    #expect(
      table().lines(on: Terminal(width: 80)) == [
        "titel                    soort        stand",
        "Bankje bij de speeltuin  veldnotitie  concept",
        "Lekkage                  veldnotitie  probleem",
      ])
  }

  @Test("a narrow table cuts titles, then leaves columns out")
  func narrowTable() {
    #expect(
      table().lines(on: Terminal(width: 37)) == [
        "titel           soort        stand", "Bankje bij de…  veldnotitie  concept",
        "Lekkage         veldnotitie  probleem",
      ])
    #expect(
      table().lines(on: Terminal(width: 24)) == [
        "titel           stand", "Bankje bij de…  concept", "Lekkage         probleem",
      ])
  }

  @Test("no line is wider than the terminal", arguments: 24..<100)
  func fits(width: Int) {
    for line in table().lines(on: Terminal(width: width)) {
      #expect(CellWidth.of(line) <= width)
      #expect(line.last != " ")
    }
  }

  @Test("colours come on a terminal and nowhere else")
  func colours() {
    let coloured = table().lines(on: Terminal(width: 80, hasColour: true))
    #expect(coloured[2].contains("\u{1b}[31mprobleem\u{1b}[0m"))
    #expect(!table().lines(on: Terminal(width: 80)).joined().contains("\u{1b}"))
  }

  @Test("long facts are broken within their column")
  func facts() {
    var facts = Facts()
    facts.add("tekst", "een twee drie vier vijf zes zeven")
    facts.add("gezien op", "17 september 2020")
    #expect(
      facts.lines(on: Terminal(width: 32)) == [
        "tekst      een twee drie vier", "           vijf zes zeven",
        "gezien op  17 september 2020",
      ])
  }
}
