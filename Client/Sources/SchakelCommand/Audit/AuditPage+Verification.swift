import SchakelCore

// How the file was checked, and with which keys.
extension AuditPage {
  func writeVerification(to markup: inout Markup) {
    switch verified.verdict {
    case .holds:
      markup.element("p", text: words(verified.holds ? .holds : .holdsOtherwise))
    case .fails(let fault): write(fault, to: &markup)
    }
    markup.element("p", text: words(.regionKey))
    markup.element(
      "p", ["class": "key"], text: RegionKeyOption.shown(contents.header.publicKey))
    let source: AuditPhrase =
      switch verified.source {
      case .given: .keyGiven
      case .home: .keyHome
      case .file: .keyFile
      }
    markup.element("p", text: language(source))
    for sentence in verified.comparison?.sentences(in: language) ?? [] {
      markup.element("p", text: sentence)
    }
    markup.table(
      "checked", caption: words(verified.holds ? .checked : .counted),
      head: [.space, .entries, .changes, .seals, .checkpoints, .refused, .erased].map { words($0) },
      rows: contents.spaces.map { space in
        let counts = space.counts
        return [space.space.name]
          + [
            counts.entries, counts.changes, counts.seals, counts.checkpoints, counts.voids,
            counts.erased,
          ].map { language.number(Int(clamping: $0)) }
      })
    writeDevices(to: &markup)
  }

  private func write(_ fault: AuditFault, to markup: inout Markup) {
    let fault = AuditFaultWords(fault: fault, context: inLanguage)
    markup.element("p") { $0.element("strong", text: words(.fails)) }
    markup.element("p", text: fault.sentence)
    markup.element("dl") { list in
      for place in fault.places {
        list.element("dt", text: place.name)
        list.element("dd", text: place.value)
      }
    }
  }

  /// The devices that wrote what this page shows.
  private func writeDevices(to markup: inout Markup) {
    var rows: [[String]] = []
    for space in contents.spaces {
      let shown = cases.conflicts + cases.parallelEdits
      let writers = Set(
        shown.filter { $0.space.space == space.space.space }
          .flatMap { $0.record.versions.map(\.dot.writer.replica) })
      for replica in writers.sorted() {
        guard let device = space.devices[replica] else { continue }
        rows.append([
          names.device(replica, of: device.person), space.space.name,
          RegionKeyOption.shown(device.publicKey),
        ])
      }
    }
    guard !rows.isEmpty else { return }
    markup.table(
      "devices", caption: words(.devices),
      head: [.byDevice, .space, .key].map { words($0) }, rows: rows)
  }
}
