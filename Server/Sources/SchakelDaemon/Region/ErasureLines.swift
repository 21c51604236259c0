import SchakelCore
import SchakelRegion

/// A request to erase as people read it.
struct ErasureLines {
  private let report: ErasureReport
  private let data: String
  private let context: DaemonContext

  /// - Parameter data: the region's folder, for the commands that are named.
  init(_ report: ErasureReport, data: String, _ context: DaemonContext) {
    self.report = report
    self.data = data
    self.context = context
  }

  private var language: Language { context.language }

  var lines: [String] { heading + spaces + derived + devices + untold }

  private var heading: [String] {
    let record = report.record
    return [
      language.say(
        "Request \(record.number): \(language.subject(record)), \(language.standing(record)).",
        "Verzoek \(record.number): \(language.subject(record)), \(language.standing(record))."),
      language.say("Ground: ", "Grond: ") + language.ground(of: record),
    ]
  }

  private var spaces: [String] {
    report.spaces.flatMap { space in
      let what = language.say(
        "\(language.count(UInt64(space.changes), .change)) in "
          + "\(language.count(UInt64(space.documents), .document))",
        "\(language.count(UInt64(space.changes), .change)) in "
          + "\(language.count(UInt64(space.documents), .document))")
      return ["  \(space.space.name): \(what)"]
        + space.copies.map {
          language.say(
            "  Contribution \($0.text) says it is a copy; ask for that too, if it must go.",
            "  Bijdrage \($0.text) zegt een kopie te zijn; vraag ook daarom, als die weg moet.")
        }
    }
  }

  private var derived: [String] {
    guard !report.derived.isEmpty else { return [] }
    var table = Table(shrinking: [1])
    for change in report.derived {
      table.add(change.dot.text, change.document.text, kind(of: change))
    }
    return [
      language.say(
        "Others wrote this in its place, and may have copied words:",
        "Anderen schreven dit ervoor in de plaats, en kunnen woorden hebben overgenomen:")
    ] + table.lines(width: context.columns)
  }

  private func kind(of change: DerivedChange) -> String {
    if let rule = change.rule {
      return language.say("put together by \(rule.text)", "samengevoegd door \(rule.text)")
    }
    return switch change.purpose {
    case .resolution: language.say("a choice", "een keuze")
    case .undo: language.say("an undo", "een terugdraaiing")
    case .edit, .release, .recovery: language.say("an edit", "een wijziging")
    }
  }

  private var devices: [String] {
    guard report.record.status == .approved else { return [] }
    let all = report.devices
    let confirmed = all.count { $0.confirmed != nil }
    var table = Table(shrinking: [1, 2])
    for each in all {
      table.add(
        each.device.replica.text, each.device.name, each.device.handle, standing(of: each))
    }
    return [
      language.say(
        "Confirmed by \(confirmed) of \(all.count).",
        "Bevestigd door \(confirmed) van \(all.count).")
    ] + table.lines(width: context.columns)
  }

  private func standing(of each: ErasureReport.DeviceObedience) -> String {
    if let time = each.confirmed {
      let ago = language.ago(time, now: context.time)
      return language.say("confirmed \(ago)", "\(ago) bevestigd")
    }
    return switch each.device.status {
    case .active: language.say("not yet", "nog niet")
    case .revoked: language.say("out of use, not yet", "buiten gebruik, nog niet")
    case .wiped: language.say("to be emptied", "moet nog leeg")
    }
  }

  /// The devices that may hold what went and get nothing any more but the order, when they come: what they
  /// have beside goes by a wipe alone.
  private var untold: [String] {
    guard report.record.status == .approved else { return [] }
    let revoked = report.devices.filter { $0.confirmed == nil && $0.device.status == .revoked }
    guard !revoked.isEmpty else { return [] }
    return [
      language.say(
        "A device that is out of use is told when it comes, and keeps the words until then.",
        "Een apparaat dat buiten gebruik is hoort het als het zich meldt, en houdt de woorden tot dan."
      ),
      language.say(
        "To have it erase all then, also what it did not hand in yet:",
        "Zo wist het dan alles, ook wat het nog niet inleverde:"),
    ]
      + revoked.map { "  schakeld device wipe --data \(data) \($0.device.replica.text)" }
  }
}
