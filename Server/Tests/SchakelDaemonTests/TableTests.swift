import Testing

@testable import SchakelDaemon

@Suite struct TableTests {
  private static func lines(_ rows: [(String, String, String)], _ width: Int?) -> [String] {
    var table = Table(shrinking: [1, 2])
    for row in rows { table.add(row.0, row.1, row.2) }
    return table.lines(width: width)
  }

  @Test("without a terminal a line is as long as it needs to be")
  func unbounded() {
    let name = String(repeating: "lange naam ", count: 20) + "x"
    #expect(Self.lines([("id", name, "a"), ("i", "b", "")], nil)[0] == "  id  \(name)  a")
  }

  @Test("columns that may shrink give way, the widest first, and show that they were cut off")
  func shrinking() {
    let rows = [("5c4a6b656c000001", "Buurtteam Noord en omstreken", "a1"), ("5c4a", "b", "c")]
    #expect(
      Self.lines(rows, 40) == [
        "  5c4a6b656c000001  Buurtteam Noord…  a1", "  5c4a              b                 c",
      ])
    let both = [("id", "twaalf tekens", "meer dan twaalf")]
    #expect(Self.lines(both, 28) == ["  id  twaalf te…  meer dan…"])
    // Ids are whole, whatever the width.
    #expect(Self.lines(rows, 10)[0] == "  5c4a6b656c000001  Buurtte…  a1")
  }

  @Test("no line is wider than the terminal, at any width that the ids leave room for")
  func widths() {
    let rows = [
      ("5c4a6b656c000001", "日本語のとても長い名前です", "wijkteam \u{1f469}\u{200d}\u{1f4bb} zorg"),
      ("5c4a6b656c000002", "e\u{301}e\u{301}n twee drie vier vijf", "❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}"),
    ]
    for width in 38...90 {
      for line in Self.lines(rows, width) { #expect(CellWidth.of(line) <= width, "\(line)") }
    }
  }

  @Test(
    "cells are counted, not characters",
    arguments: [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한", 2), ("\u{1f600}", 2),
      ("❤\u{fe0f}", 2), ("\u{200b}", 0), ("…", 1),
    ])
  func cells(text: String, width: Int) {
    #expect(CellWidth.of(text) == width)
  }

  @Test("what is cut ends in … and fits, without half a wide sign")
  func cut() {
    #expect(CellWidth.cut("bankje", to: 6) == "bankje")
    #expect(CellWidth.cut("bankjes", to: 6) == "bankj…")
    #expect(CellWidth.cut("een bankje", to: 5) == "een…")
    #expect(CellWidth.cut("日本語", to: 5) == "日本…" && CellWidth.cut("日本語", to: 4) == "日…")
  }

  @Test("columns line up under signs of any width, and a name cannot steer the terminal")
  func alignment() {
    let lines = Self.lines([("日本", "a", ""), ("ab", "b\u{1b}[2J", "")], nil)
    #expect(lines == ["  日本  a", "  ab    b\u{fffd}[2J"])
  }

  @Test("the width is what COLUMNS says, then the terminal, then 80; and none without a terminal")
  func columns() {
    func columns(_ said: String?, _ terminal: Int?, isTerminal: Bool = true) -> Int? {
      DaemonContext.columns(
        said.map { ["COLUMNS": $0] } ?? [:], isTerminal: isTerminal, terminal: { terminal })
    }
    #expect(columns("60", 100) == 60 && columns(nil, 100) == 100 && columns(nil, nil) == 80)
    #expect(columns("wide", 100) == 100 && columns("0", nil) == 80)
    #expect(columns("60", 100, isTerminal: false) == nil)
  }
}
