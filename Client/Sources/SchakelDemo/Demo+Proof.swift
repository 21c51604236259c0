import Foundation
import SchakelJSON

extension Demo {
  /// Everybody synchronises again; then what each sees, and what became of the changes.
  mutating func meetAgain(_ plan: Plan) throws(DemoError) {
    narrator.chapter(5, Words("Weer samen: wat ieder ziet", "Together again: what each sees"))
    try startServer()
    try synchroniseAll()
    for worker in workers {
      narrator.typed(worker.prompt, "schakel list --limit 3")
      narrator.shown(try worker.type(["list", "--limit", "3"]))
    }
    narrator.typed(anna.prompt, "schakel conflicts")
    narrator.shown(try anna.type(["conflicts"]))
    if let last = plan.edits.last?.document {
      narrator.typed(chandra.prompt, "schakel show \(last.suffix(6))")
      narrator.shown(try chandra.type(["show", last]))
    }
    changes += plan.combined
    try claimKept(plan)
    narrator.typed(anna.prompt, "schakel status")
    narrator.shown(try anna.type(["status"]))
  }

  private mutating func claimKept(_ plan: Plan) throws(DemoError) {
    for (document, fields) in plan.edits {
      var shows: [String: JSONValue] = [:]
      for worker in workers { shows[worker.name] = try worker.json("show", document) }
      for edit in fields {
        let seen = shows.mapValues { ParallelEdit.Seen($0, field: edit.field) }
        claim(edit.claim(seen, of: holders))
      }
    }
    var choices: [String: Set<String>] = [:]
    for worker in workers {
      let found = try worker.json("conflicts", "--all")["conflicts"]?.array ?? []
      choices[worker.name] = Set(found.compactMap { $0["id"]?.string })
    }
    claim(.choices(plan.choices, choices, of: holders))
  }

  /// That everybody is up to date, and holds the same.
  mutating func prove(_ draft: String) throws(DemoError) {
    narrator.chapter(9, Words("Cijfers en bewijs", "Figures and proof"))
    try tellFigures()
    var standing: [String: (synchronised: Bool, waiting: Int)] = [:]
    var moved: [String: (pushed: Int, news: Int)] = [:]
    var prints: [String: String] = [:]
    var drafts: [String: Bool] = [:]
    for worker in workers {
      let sync = try worker.json("sync")
      if let pushed = sync["pushed"]?.integer, let news = sync["news"]?.integer {
        moved[worker.name] = (pushed: pushed, news: news)
      }
      let status = try worker.json("status", "--fingerprint")
      if let flag = status["synchronised"]?.bool, let waiting = status["waiting"]?.integer {
        standing[worker.name] = (synchronised: flag, waiting: waiting)
      }
      prints[worker.name] = fingerprint(in: status)
      drafts[worker.name] = try worker.run("show", draft).status == 0
    }
    let region = try regionStatus()
    prints[Self.region] = fingerprint(in: region)
    claim(.draftStayed(with: chandra.name, drafts, of: holders))
    claim(.allSynchronised(standing, of: holders))
    claim(.nothingToSay(moved, of: holders))
    claim(.regionAgrees(documents: lines.count, changes: changes, Self.figures(of: region)))
    claim(.sameBytes(prints, of: holders.union([Self.region])))
    if let print = prints[Self.region] { narrator.shown(print) }
  }

  private static let region = "region"

  private func fingerprint(in status: JSONValue) -> String? {
    status["spaces"]?.array?.first { $0["id"]?.string == space }?["fingerprint"]?.string
  }

  private static func figures(
    of region: JSONValue
  ) -> (documents: Int?, changes: Int?, troubles: Int?) {
    let troubles = region["spaces"]?.array?.compactMap { space -> Int? in
      guard let waiting = space["waiting"]?.integer, let voids = space["voids"]?.integer,
        let forks = space["forks"]?.integer
      else { return nil }
      return waiting + voids + forks
    }
    return (
      documents: region["documents"]?.integer, changes: region["changes"]?.integer,
      troubles: troubles.flatMap { $0.isEmpty ? nil : $0.reduce(0, +) }
    )
  }

  private func tellFigures() throws(DemoError) {
    let all =
      figures + [
        Figure(
          words: Words("wijzigingen in alle", "changes in all"), value: "\(changes)"),
        Figure(
          words: Words("op schijf bij de regio", "on the region's disk"),
          value: Figure.kilobytes(bytes(in: data))),
        Figure(
          words: Words("op schijf bij Anna", "on Anna's disk"),
          value: Figure.kilobytes(bytes(in: anna.home))),
      ]
    let texts = all.map { (name: $0.words.text(in: setting.language), value: $0.value) }
    let width = texts.map(\.name.count).max() ?? 0
    for text in texts {
      let gap = String(repeating: " ", count: width - text.name.count + 2)
      narrator.line("  \(text.name)\(gap)\(text.value)")
    }
    narrator.say(
      Words(
        "(Ongeoptimaliseerd gebouwd, elke opdracht een eigen proces; 'make bench' meet.)",
        "(Built without optimisation, each command a process of its own; 'make bench' measures.)"))
  }

  private func bytes(in folder: String) -> Int {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return files.reduce(0) { sum, file in
      let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + file)
      return sum + (attributes?[.size] as? Int ?? 0)
    }
  }
}
