import Foundation
import SchakelJSON

/// A device under load: its home, what runs on it now, and what it was told is kept.
struct SoakDevice {
  enum Task {
    /// Reads this many lines in, each of which becomes a contribution.
    case load([String])
    case add(String)
    case edit(String)
    /// Edits what everybody edits.
    case stir(String)
    case sync(changes: Int)

    var name: String {
      switch self {
      case .load(let titles): "import of \(titles.count)"
      case .add: "note add"
      case .edit: "edit"
      case .stir: "edit of what is everybody's"
      case .sync: "sync"
      }
    }
  }

  let worker: Worker
  let folder: String
  private(set) var journal = SoakJournal()
  private(set) var running: (task: Task, process: Process)?
  private var made = 0
  /// A contribution that everybody has; empty where there is none.
  private let common: String

  init(worker: Worker, folder: String, common: String = "") {
    self.worker = worker
    self.folder = folder
    self.common = common
  }

  /// Draws what to do next, from what can be done.
  ///
  /// - Parameter stirs: most of it is to synchronise, and to edit what everybody edits.
  mutating func draw(_ draws: inout Draws, stirs: Bool = false) -> Task {
    if stirs {
      let drawn = Int.random(in: 0..<10, using: &draws)
      if drawn < 5 { return sync }
      if drawn < 7 { return .stir("place \(draws.next())") }
    }
    switch Int.random(in: 0..<10, using: &draws) {
    case 0..<4:
      return .load((0..<Int.random(in: 5...100, using: &draws)).map { _ in title() })
    case 4..<7: return sync
    case 7..<9 where journal.edited != nil: return .edit("body \(draws.next())")
    default: return .add(title())
    }
  }

  /// Hands in what is here and takes in what is new.
  var sync: Task { .sync(changes: journal.changes) }

  /// Whether its command can fail for want of a network.
  var needsNetwork: Bool {
    if case .sync = running?.task { return true }
    return false
  }

  /// Whether its command is not done yet.
  var isAtWork: Bool { running?.process.isRunning ?? false }

  /// Who does what now.
  var atWork: String { "\(worker.name), \(running?.task.name ?? "idle")" }

  private mutating func title() -> String {
    made += 1
    return "\(worker.name) \(made)"
  }

  /// Starts a command and leaves it to itself.
  mutating func start(_ task: Task) throws(DemoError) {
    if case .edit(let body) = task { journal.tries(body) }
    let arguments = ["--home", worker.home] + (try arguments(of: task))
    let process = try worker.tool.start(arguments, out: folder + "/out", err: folder + "/err")
    running = (task, process)
  }

  private func arguments(of task: Task) throws(DemoError) -> [String] {
    switch task {
    case .load(let titles):
      let file = folder + "/lines.jsonl"
      let lines = titles.map { "{\"kind\": \"fieldNote\", \"title\": \"\($0)\"}\n" }
      guard FileManager.default.createFile(atPath: file, contents: Data(lines.joined().utf8))
      else { throw DemoError(.file, "\(file) cannot be written.") }
      return ["import", file]
    case .add(let title): return ["note", "add", "--title", title, "--json"]
    case .edit(let body): return ["edit", journal.edited?.id ?? "", "--set", "body=\(body)"]
    case .stir(let place): return ["edit", common, "--set", "place=\(place)"]
    case .sync: return ["sync"]
    }
  }

  /// Waits for the command, and notes what it acknowledged.
  ///
  /// - Parameter mayFail: its process, or the server, was killed.
  mutating func finish(mayFail: Bool) throws(DemoError) {
    guard let (task, process) = running else { return }
    process.waitUntilExit()
    running = nil
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      guard mayFail else {
        throw DemoError(
          .refused, "\(worker.name): \(task.name) failed: \(try Tool.read(folder + "/err"))")
      }
      return
    }
    switch task {
    case .load(let titles): journal.kept(titles)
    case .add(let title):
      let answer = try Worker.document(Tool.read(folder + "/out"))
      journal.made(title, id: answer["id"]?.string ?? "")
    case .edit(let body): journal.edited(to: body)
    case .stir: journal.stirred()
    case .sync(let changes): journal.synchronised(upTo: changes)
    }
  }

  /// Ends the command that runs as a power cut does.
  func kill() {
    if let process = running?.process { Foundation.kill(process.processIdentifier, SIGKILL) }
  }

  /// That the database opens and is whole, and that nothing that was acknowledged is missing.
  func verify() throws(DemoError) {
    try worker.type(["status", "--check"])
    let missing = journal.missing(in: try export())
    guard missing.isEmpty else {
      throw DemoError(
        .refused, "\(worker.name) lacks what was acknowledged: \(missing.prefix(5))")
    }
  }

  /// The contributions on this device: the body of each, by its title.
  func export() throws(DemoError) -> [String: String] {
    var found: [String: String] = [:]
    for line in try worker.type(["export"]).split(separator: "\n") {
      let document = try Worker.document(String(line))
      found[document["title"]?.string ?? ""] = document["body"]?.string ?? ""
    }
    return found
  }
}
