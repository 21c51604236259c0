import Testing

@testable import SchakelCommand

@Suite("Terminal")
struct TerminalTests {
  @Test(
    "the width is what COLUMNS says, else the terminal, else eighty",
    arguments: [
      (["COLUMNS": "100"], 120, 100), ([:], 120, 120), ([:], nil, 80), (["COLUMNS": "x"], nil, 80),
      (["COLUMNS": "0"], 90, 90), (["COLUMNS": "5"], nil, 24),
    ] as [([String: String], Int?, Int)])
  func width(environment: [String: String], columns: Int?, width: Int) {
    let terminal = Terminal(
      environment: environment, columns: columns, isOutputTerminal: true, isErrorTerminal: true)
    #expect(terminal.width == width)
  }

  @Test(
    "colours need a terminal that wants them",
    arguments: [
      ([:], true, true), ([:], false, false), (["NO_COLOR": "1"], true, false),
      (["NO_COLOR": ""], true, true), (["TERM": "dumb"], true, false),
    ] as [([String: String], Bool, Bool)])
  func colour(environment: [String: String], isTerminal: Bool, hasColour: Bool) {
    let terminal = Terminal(
      environment: environment, columns: nil, isOutputTerminal: isTerminal, isErrorTerminal: false)
    #expect(terminal.hasColour == hasColour)
    #expect(!terminal.showsProgress)
  }
}
