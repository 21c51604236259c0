import SchakelJSON

extension Demo {
  /// A region, its server, and three devices that are enrolled there.
  mutating func foundRegion() throws(DemoError) {
    narrator.chapter(1, Words("Een regio en drie apparaten", "A region and three devices"))
    let name = Words("Voorbeeldregio", "Example region").text(in: setting.language)
    narrator.typed("schakeld", "schakeld init --data region --region \"\(name)\"")
    let made = try schakeld.succeed(["init", "--data", data, "--region", name, "--json"])
    space = try Worker.document(made.out)["space"]?["id"]?.string ?? ""
    guard !space.isEmpty else {
      throw DemoError(.unreadable, "schakeld init names no space: \(made.out)")
    }
    try startServer()
    for worker in workers {
      let invitation = try schakeld.succeed([
        "invite", "--data", data, "--space", space, "--role", "contributor",
        "--person", worker.prompt, "--name", worker.name, "--server", server.address,
      ]).out.split(separator: "\n").joined()
      narrator.typed(worker.prompt, "schakel enrol schakel:1:…")
      let device = Words("Telefoon van \(worker.name)", "\(worker.name)'s phone")
      let said = try worker.type([
        "enrol", invitation, "--device", device.text(in: setting.language),
      ])
      narrator.shown(said.split(separator: "\n").prefix(1).joined())
    }
  }

  func startServer() throws(DemoError) {
    try server.start(schakeld, data: data, in: setting.folder)
    narrator.typed("schakeld", "schakeld serve --data region --listen 127.0.0.1:\(server.port)")
  }

  mutating func stopServer() {
    claim(.stoppedInOrder(server.stop()))
  }

  /// What an operator asks first.
  mutating func showRegion() throws(DemoError) {
    narrator.chapter(7, Words("Wat de regio ziet", "What the region sees"))
    narrator.typed("schakeld", "schakeld status --data region")
    narrator.shown(try schakeld.succeed(["status", "--data", data]).out)
  }

  func regionStatus() throws(DemoError) -> JSONValue {
    let ended = try schakeld.succeed(["status", "--data", data, "--json", "--fingerprint"])
    return try Worker.document(ended.out)
  }
}
