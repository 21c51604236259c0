import SchakelJSON

/// Three workers, no network, one region: the whole way once, with the real programs.
///
///     var demo = try Demo(setting, server: ServerProcess())
///     let allHolds = try demo.run()
///
/// It types commands at `schakeld` and `schakel` as people do, tells what happens, and claims
/// nothing that it did not read in their answers: see ``Claim``. The server is left running; whoever
/// made the ``ServerProcess`` stops it.
public struct Demo {
  let setting: DemoSetting
  let narrator: Narrator
  let server: ServerProcess
  let schakeld: Tool
  let workers: [Worker]
  let lines: [String]

  var claims: [Claim] = []
  /// The first space of the region.
  var space = ""
  /// Changes that were written: one for each line, one for each edit.
  var changes = 0
  var figures: [Figure] = []

  /// Fewer lines than this leave nothing to share out and to edit.
  static let fewestLines = 12

  /// - Throws: `file` or `input` where the input is of no use.
  public init(_ setting: DemoSetting, server: ServerProcess) throws(DemoError) {
    self.setting = setting
    self.server = server
    narrator = Narrator(
      language: setting.language, hasColour: setting.hasColour, line: setting.line)
    let tool = { (path: String) in
      Tool(path: path, environment: setting.toolEnvironment, scratch: setting.folder)
    }
    schakeld = tool(setting.schakeld)
    workers = ["Anna", "Bram", "Chandra"].map {
      Worker(
        name: $0, home: "\(setting.folder)/\($0.lowercased())", tool: tool(setting.schakel))
    }
    lines = try Tool.read(setting.input).split(separator: "\n").map(String.init)
    guard lines.count >= Self.fewestLines else {
      throw DemoError(.input, "\(setting.input) has fewer than \(Self.fewestLines) lines.")
    }
  }

  var anna: Worker { workers[0] }
  var bram: Worker { workers[1] }
  var chandra: Worker { workers[2] }
  var holders: Set<String> { Set(workers.map(\.name)) }
  var data: String { setting.folder + "/region" }

  /// - Returns: whether every claim holds.
  public mutating func run() throws(DemoError) -> Bool {
    narrator.title(
      Words(
        "Schakel: drie wijkwerkers, geen netwerk, één regio.",
        "Schakel: three neighbourhood workers, no network, one region."))
    narrator.say(
      Words(
        "Anna, Bram en Chandra zijn voorbeelden. Wat zij schrijven staat in \(setting.folder).",
        "Anna, Bram and Chandra are examples. What they write is kept in \(setting.folder)."),
      indent: "")
    try foundRegion()
    let draft = try writeWithoutNetwork()
    try meet()
    let edits = try editInParallel()
    try meetAgain(edits)
    try settle(edits)
    try showRegion()
    try audit()
    try prove(draft)
    try entrust()
    return conclude()
  }

  mutating func claim(_ claim: Claim) {
    claims.append(claim)
    narrator.claim(claim)
  }

  private func conclude() -> Bool {
    let held = claims.count { $0.holds }
    narrator.line("")
    narrator.title(
      Words(
        "\(held) van de \(claims.count) beweringen kloppen.",
        "\(held) of \(claims.count) claims hold."))
    narrator.say(
      Words("Het verslag van de controle: \(reportPage)", "The audit's report: \(reportPage)"),
      indent: "")
    return held == claims.count && !claims.isEmpty
  }
}
