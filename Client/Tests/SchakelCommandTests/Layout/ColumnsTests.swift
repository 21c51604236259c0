import Testing

@testable import SchakelCommand

@Suite("Marked words and columns")
struct ColumnsTests {
  private static let plain = Terminal(width: 80)
  private static let coloured = Terminal(width: 80, hasColour: true)

  @Test("marked words stand in brackets, or underlined where there are colours")
  func marked() {
    let text = MarkedLines("een twee drie", marked: [4..<13])
    #expect(text.lines(width: 9, on: Self.plain).map(\.text) == ["een [twee", "drie]"])
    let lines = text.lines(width: 9, on: Self.coloured)
    #expect(lines.map(\.text) == ["een \u{1b}[4;36mtwee\u{1b}[0m", "\u{1b}[4;36mdrie\u{1b}[0m"])
    #expect(lines.map(\.width) == [8, 4])
  }

  @Test("a text with the signs that stand for marks, or with control signs, shows neither")
  func harmless() {
    let text = MarkedLines("a\u{e000}b \u{1b}[1m c\u{e001}", marked: [])
    let line = text.lines(width: 40, on: Self.coloured)[0].text
    #expect(line == "a\u{fffd}b \u{fffd}[1m c\u{fffd}")
  }

  @Test(
    "as many stand beside each other as there is room for",
    arguments: [
      (79, 2, 1, 72), (80, 2, 2, 38), (80, 3, 3, 24), (80, 4, 2, 38), (80, 7, 3, 24),
      (300, 2, 2, 72), (80, 1, 1, 72), (24, 3, 1, 24),
    ])
  func room(terminal: Int, blocks: Int, count: Int, width: Int) {
    let columns = Columns(of: blocks, on: Terminal(width: terminal))
    #expect(columns.count == count && columns.width == width)
  }

  @Test("heads and bodies of a row begin at one height, and no line ends in spaces")
  func rows() {
    let block = { (head: String, body: [String]) in
      Columns.Block(
        head: head.split(separator: "/").map { LaidOutLine(String($0), on: Self.plain) },
        body: body.map { LaidOutLine($0, on: Self.plain) })
    }
    let blocks = [
      block("1", ["een"]), block("2/b", ["twee", "", "2"]), block("3", [""]), block("4", []),
    ]
    let gap = { String(repeating: " ", count: $0) }
    #expect(
      Columns(of: 4, on: Self.plain).lines(blocks, on: Self.plain) == [
        "1" + gap(40) + "2", gap(41) + "b", "", "een" + gap(38) + "twee", "", gap(41) + "2", "",
        "3" + gap(40) + "4", "", "",
      ])
  }
}
