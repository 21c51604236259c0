import Foundation
import SchakelJSON

extension Demo {
  /// Everybody writes while no server can be reached.
  ///
  /// - Returns: the id of a profile that nobody but Chandra may see yet.
  mutating func writeWithoutNetwork() throws(DemoError) -> String {
    narrator.chapter(2, Words("Zonder netwerk", "Without a network"))
    stopServer()
    let begin = ContinuousClock.now
    for (place, worker) in workers.enumerated() { try importShare(place, worker) }
    figures.append(
      Figure(
        words: Words("\(lines.count) bijdragen ingelezen", "\(lines.count) contributions read in"),
        value: Figure.seconds(.now - begin)))
    let draft = try addProfile()
    narrator.typed(bram.prompt, "schakel search samen --limit 2")
    narrator.shown(try bram.type(["search", "samen", "--limit", "2"]))
    narrator.typed(anna.prompt, "schakel sync")
    let refused = try anna.run("sync", "--json")
    narrator.shown(refused.err)
    let waiting = try Worker.document(refused.out)["waiting"]?.integer
    claim(.toldTheTruth(refused.status, waiting: waiting, written: share(0).count))
    return draft
  }

  /// Every third line, beginning with one of the first three.
  private func share(_ place: Int) -> [String] {
    lines.enumerated().filter { $0.offset % workers.count == place }.map(\.element)
  }

  private mutating func importShare(_ place: Int, _ worker: Worker) throws(DemoError) {
    let file = "\(setting.folder)/\(worker.prompt).jsonl"
    let text = share(place).map { $0 + "\n" }.joined()
    guard FileManager.default.createFile(atPath: file, contents: Data(text.utf8)) else {
      throw DemoError(.file, "\(file) cannot be written.")
    }
    narrator.typed(worker.prompt, "schakel import \(worker.prompt).jsonl")
    narrator.shown(try worker.type(["import", file]))
    changes += share(place).count
  }

  private func addProfile() throws(DemoError) -> String {
    let role = Words("huismeester", "caretaker").text(in: setting.language)
    let name = Words("Voorbeeldpersoon", "Example person").text(in: setting.language)
    narrator.typed(chandra.prompt, "schakel profile add --name \"\(name)\" --role \(role)")
    narrator.say(
      Words(
        "Die heeft nog geen toestemming gegeven: het blijft een concept.",
        "That person has not given consent yet: it stays a draft."), indent: "      ")
    let made = try chandra.json("profile", "add", "--name", name, "--role", role)
    guard let id = made["id"]?.string else {
      throw DemoError(.unreadable, "schakel profile add names no id.")
    }
    return id
  }

  /// The network is back, and everybody synchronises.
  mutating func meet() throws(DemoError) {
    narrator.chapter(3, Words("Het netwerk is terug", "The network is back"))
    try startServer()
    let begin = ContinuousClock.now
    try synchroniseAll()
    figures.append(
      Figure(
        words: Words("de eerste keer gesynchroniseerd", "synchronised for the first time"),
        value: Figure.seconds(.now - begin)))
    try claimAll()
  }

  /// In turn; whoever went first then fetches what came after.
  func synchroniseAll() throws(DemoError) {
    for worker in workers + workers.dropLast() {
      narrator.typed(worker.prompt, "schakel sync")
      let said = try worker.type(["sync"])
      narrator.shown(said.split(separator: "\n").joined(separator: " "))
    }
  }

  private mutating func claimAll() throws(DemoError) {
    var ids: [String: [String]] = [:]
    for worker in workers {
      let documents = try worker.json("list")["documents"]?.array ?? []
      ids[worker.name] = documents.filter { $0["state"]?.string != "draft" }
        .compactMap { $0["id"]?.string }
    }
    claim(.everybodyHasAll(lines.count, ids, of: holders))
  }
}
