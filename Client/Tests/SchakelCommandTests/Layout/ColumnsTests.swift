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

  @Test("lines of a row stand beside each other, and none ends in spaces")
  func rows() {
    let blocks = [["1", "een"], ["2"], ["3", "", "drie"], ["4"]].map { block in
      block.map { LaidOutLine($0, on: Self.plain) }
    }
    let gap = String(repeating: " ", count: 40)
    #expect(
      Columns(of: 4, on: Self.plain).lines(blocks) == [
        "1" + gap + "2", "een", "", "3" + gap + "4", "", "drie",
      ])
  }
}
