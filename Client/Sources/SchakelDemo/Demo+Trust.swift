import Foundation
import SchakelJSON

// What goes wrong in the life of a region, and what becomes of it.
extension Demo {
  private static let secret = "Kersenboomgaard"

  /// Something must go, a device is lost, and the region burns down; a backup from before all that is put
  /// back.
  mutating func entrust() throws(DemoError) {
    narrator.chapter(
      10,
      Words(
        "Iets gewist, een apparaat kwijt, een oude reservekopie",
        "Something erased, a device lost, an old backup"))
    for worker in [anna, bram] { try makeCoordinator(worker) }
    let note = try anna.json("note", "add", "--title", Self.secret)["id"]?.string ?? ""
    try synchroniseAll()
    claim(.wordsAreThere(homesWithSecret, of: holders))
    try backUp()
    // While all three devices are in use: each of them has it, and each has to say that it is gone.
    try erase(note)
    let late = try loseDevice()
    try putBack(late: late, gone: note)
  }

  /// Whether the word stands in a file of each home.
  private var homesWithSecret: [String: Bool] {
    Dictionary(
      uniqueKeysWithValues: workers.map {
        ($0.name, !files(in: $0.home, with: Self.secret).isEmpty)
      }
    )
  }

  private func makeCoordinator(_ worker: Worker) throws(DemoError) {
    let arguments = [
      "member", "set", "--data", data, "--space", space, "--person", worker.prompt, "--role",
      "coordinator",
    ]
    narrator.typed("schakeld", "schakeld member set --person \(worker.prompt) --role coordinator …")
    try schakeld.succeed(arguments)
  }

  private func backUp() throws(DemoError) {
    narrator.typed("schakeld", "schakeld backup before.sqlite --data region")
    narrator.shown(try schakeld.succeed(["backup", backup, "--data", data]).out)
  }

  private var backup: String { setting.folder + "/before.sqlite" }

  // MARK: What must go

  private mutating func erase(_ note: String) throws(DemoError) {
    let ground = Words("op verzoek", "on request").text(in: setting.language)
    narrator.typed(
      "schakeld", "schakeld erase request \(note.suffix(6)) --ground \"\(ground)\" --by anna …")
    let asked = try Worker.document(
      try schakeld.succeed([
        "erase", "request", note, "--ground", ground, "--by", anna.prompt, "--data", data, "--json",
      ]).out)
    let number = asked["erasure"]?["number"]?.integer.map { "\($0)" } ?? ""
    narrator.typed("schakeld", "schakeld erase approve \(number) --by bram --data region")
    try schakeld.succeed(["erase", "approve", number, "--by", bram.prompt, "--data", data])
    // Once to obey, once to say so.
    for worker in workers + workers { try worker.type(["sync"]) }
    narrator.typed("schakeld", "schakeld erase show \(number) --data region")
    narrator.shown(try schakeld.succeed(["erase", "show", number, "--data", data]).out)
    let shown = try Worker.document(
      try schakeld.succeed(["erase", "show", number, "--data", data, "--json"]).out)
    var confirmed: [String: Bool] = [:]
    for device in shown["devices"]?.array ?? [] {
      guard let name = device["device"]?["personName"]?.string else { continue }
      confirmed[name] = device["confirmed"]?.string != nil
    }
    claim(.allConfirmed(confirmed, of: holders))
    let folders = [data] + workers.map(\.home)
    let places = folders.flatMap { files(in: $0, with: Self.secret) }
    claim(.wordsAreGone(places, searched: folders.reduce(0) { $0 + count($1) }))
  }

  private func count(_ folder: String) -> Int {
    (try? FileManager.default.contentsOfDirectory(atPath: folder))?.count ?? 0
  }

  /// The files of a folder in which a word stands.
  private func files(in folder: String, with word: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { name in
      FileManager.default.contents(atPath: folder + "/" + name)?.range(of: Data(word.utf8)) != nil
    }.map { folder + "/" + $0 }
  }

  // MARK: A device that is lost

  /// - Returns: the contribution that counts after all.
  private mutating func loseDevice() throws(DemoError) -> String {
    let title = Words("Te laat ingeleverd", "Handed in too late").text(in: setting.language)
    narrator.typed(chandra.prompt, "schakel note add --title \"\(title)\"")
    try chandra.type(["note", "add", "--title", title])
    let devices = try Worker.document(
      try schakeld.succeed(["device", "list", "--data", data, "--json"]).out)["devices"]?.array
    let lost = devices?.first { $0["handle"]?.string == chandra.prompt }?["id"]?.string ?? ""
    narrator.typed("schakeld", "schakeld device revoke \(lost) --data region")
    narrator.shown(try schakeld.succeed(["device", "revoke", lost, "--data", data]).out)
    narrator.typed(chandra.prompt, "schakel sync")
    let told = try chandra.run("sync")
    narrator.shown(told.out + told.err)
    narrator.typed(anna.prompt, "schakel held list")
    narrator.shown(try anna.type(["held", "list"]))
    let held = try anna.json("held", "list")["held"]?.array ?? []
    claim(.lostDeviceIsOut(told.status, held: held.count))
    let id = held.first?["id"]?.string ?? ""
    let reason = Words("zij schreef het zelf", "she wrote it herself").text(in: setting.language)
    narrator.typed(anna.prompt, "schakel held release \(id.suffix(6)) --reason \"\(reason)\"")
    let released = try anna.json("held", "release", id, "--reason", reason)
    for worker in [anna, bram] { try worker.type(["sync"]) }
    let document = released["document"]?.string ?? ""
    claim(.heldCounts(title, try titles(of: document), of: holdersLeft))
    return document
  }

  private var holdersLeft: Set<String> { [anna.name, bram.name] }

  /// What those who are left see of a contribution; nothing where it is not there.
  private func titles(of document: String) throws(DemoError) -> [String: String] {
    var titles: [String: String] = [:]
    for worker in [anna, bram] {
      let shown = try worker.json("show", document)
      titles[worker.name] = shown["contribution"]?["title"]?.string ?? "-"
    }
    return titles
  }

  // MARK: An old backup

  private mutating func putBack(late: String, gone: String) throws(DemoError) {
    stopServer()
    let before = try fingerprints()
    let restored = setting.folder + "/restored"
    narrator.typed(
      "schakeld",
      "schakeld restore before.sqlite --data restored --key region/region.key --ledger "
        + "region/region.ledger")
    narrator.shown(
      try schakeld.succeed([
        "restore", backup, "--data", restored, "--key", data + "/region.key", "--ledger",
        data + "/region.ledger",
      ]).out)
    try server.start(schakeld, data: restored, in: setting.folder)
    for worker in [anna, bram, anna, bram] { try worker.type(["sync"]) }
    var after = try fingerprints()
    let status = try Worker.document(
      try schakeld.succeed(["status", "--data", restored, "--json", "--fingerprint"]).out)
    after["region"] =
      status["spaces"]?.array?.first { $0["id"]?.string == space }?["fingerprint"]?
      .string
    claim(.healed(before, after, of: holdersLeft))
    let titles = try titles(of: late)
    let stillOut = try chandra.run("sync").status
    claim(
      .ledgerHolds(
        found: files(in: restored, with: Self.secret), titles, stillOut: stillOut, of: holdersLeft))
  }

  private func fingerprints() throws(DemoError) -> [String: String] {
    var prints: [String: String] = [:]
    for worker in [anna, bram] {
      let spaces = try worker.json("status", "--fingerprint")["spaces"]?.array
      prints[worker.name] = spaces?.first { $0["id"]?.string == space }?["fingerprint"]?.string
    }
    return prints
  }
}
