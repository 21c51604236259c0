import SchakelCore
import SchakelJSON
import SchakelStore
import SchakelSync

/// What a synchronisation came to, in words that are true.
struct SyncingReport: Report {
  let report: SyncReport
  /// How many notices of what became of the person's own words were not shown yet.
  var newNotices = 0

  /// Whether anything came or went, or has to be known.
  var hasMoved: Bool { report.pushed > 0 || report.news > 0 || !report.notices.isEmpty }

  /// How things stand after it: worth telling once, not again at every try.
  struct Standing: Hashable, Sendable {
    let isSynchronised: Bool
    let waiting: Int
    let held: Int
    let reason: String?
  }

  var standing: Standing {
    Standing(
      isSynchronised: report.isSynchronised, waiting: report.waiting,
      held: report.standing.held, reason: reason)
  }

  var json: JSONValue {
    var json: [JSONValue.Member] = [
      .init("synchronised", .bool(report.isSynchronised)),
      .init("pushed", JSONValue(report.pushed)), .init("news", JSONValue(report.news)),
      .init("waiting", JSONValue(report.waiting)),
      .init("handedIn", JSONValue(report.handedIn)),
      .init("handInFull", .bool(report.isHandInFull)), .init("orders", JSONValue(report.orders)),
      .init("stranded", JSONValue(report.stranded)),
      .init("unsendable", JSONValue(report.standing.unsendable)),
      .init("unadmitted", .bool(report.standing.isUnadmitted)),
      .init("unadmittedOthers", JSONValue(report.standing.unadmitted)),
      .init("held", JSONValue(report.standing.held)),
      .init("notices", .array(report.notices.map { Self.json(of: $0) })),
      .init("newNotices", JSONValue(newNotices)),
      .init("missing", .array(report.missing.map { Self.json(of: $0) })),
    ]
    if let reason { json.append(.init("reason", .string(reason))) }
    return .object(json)
  }

  /// A stable word for why it is not synchronised.
  private var reason: String? {
    switch report.ending {
    case .failed(let failure): "\(failure.code)"
    case .stalled: "stalled"
    case .cancelled: "cancelled"
    case .complete, nil: unfinishedReason
    }
  }

  private var unfinishedReason: String? {
    if report.isSynchronised { return nil }
    if report.standing.isUnadmitted || isUnadmittedOfOthers { return "unadmitted" }
    return isUnsendable ? "unsendable" : "waiting"
  }

  /// Nothing waits here but what others wrote on a copy of a device.
  private var isUnadmittedOfOthers: Bool {
    report.waiting == 0 && report.standing.unadmitted > 0
  }

  /// Nothing waits here but what cannot be sent from here.
  private var isUnsendable: Bool { report.waiting == 0 && report.standing.unsendable > 0 }

  private static func json(of missing: MissingHistory) -> JSONValue {
    [
      "document": .string(missing.request.document.text),
      "space": .string(missing.request.space.text), "reason": .string("\(missing.failure.code)"),
    ]
  }

  static func json(of notice: SyncProgress.Notice) -> JSONValue {
    switch notice {
    case .noAccess(let space): ["notice": "noAccess", "space": .string(space.text)]
    case .left(let space, _, let kept):
      ["notice": "left", "space": .string(space.text), "kept": JSONValue(kept)]
    case .refused(let dot, let reason):
      [
        "notice": "refused", "writer": .string(dot.writer.text),
        "counter": .unsigned(dot.counter), "reason": .string("\(reason)"),
      ]
    case .forked(let dot):
      ["notice": "forked", "writer": .string(dot.writer.text), "counter": .unsigned(dot.counter)]
    case .putBack(let space): ["notice": "putBack", "space": .string(space.text)]
    case .startedOver(let space): ["notice": "startedOver", "space": .string(space.text)]
    case .runRefused(let space): ["notice": "runRefused", "space": .string(space.text)]
    case .keptRunDropped(let space):
      ["notice": "keptRunDropped", "space": .string(space.text)]
    case .recovered(let space): ["notice": "recovered", "space": .string(space.text)]
    }
  }

  func lines(in context: CommandContext) -> [String] {
    var lines: [String] = []
    let moved: [String: Template.Argument] = [
      "pushed": .count(report.pushed), "news": .count(report.news),
      "waiting": .count(report.waiting),
    ]
    if report.isSynchronised {
      let text = context.language(SyncPhrase.done)
      lines.append(Style.good.applied(to: text, on: context.terminal))
    }
    if report.pushed + report.news > 0 { lines += context.prose(SyncPhrase.moved, moved) }
    lines += noticeLines(in: context)
    if !report.missing.isEmpty {
      lines += context.prose(SyncPhrase.missing, ["count": .count(report.missing.count)])
    }
    if report.handedIn > 0 {
      lines += context.prose(SyncPhrase.handedIn, ["count": .count(report.handedIn)])
    }
    if report.isHandInFull { lines += context.prose(SyncPhrase.handInFull) }
    if report.orders > 0 {
      lines += context.prose(SyncPhrase.orders, ["count": .count(report.orders)])
    }
    if report.standing.held > 0 {
      lines += context.prose(SyncPhrase.held, ["count": .count(report.standing.held)])
    }
    if newNotices > 0 {
      lines += context.prose(SyncPhrase.told, ["count": .count(newNotices)])
    }
    if !report.isSynchronised {
      let text = context.language(report.waiting > 0 ? SyncPhrase.waiting : .notDone, moved)
      lines.append(Style.attention.applied(to: text, on: context.terminal))
    }
    return lines
  }

  /// What a person should hear of besides how much came and went.
  func noticeLines(in context: CommandContext) -> [String] {
    left(in: context)
      + phrases.flatMap { context.prose($0.key, ["count": .count($0.count)]) }
  }

  /// Which groups the person is in no more, and how much of theirs is kept.
  private func left(in context: CommandContext) -> [String] {
    report.notices.flatMap { notice -> [String] in
      guard case .left(_, let name, let kept) = notice else { return [] }
      let told = context.prose(SyncPhrase.left, ["group": .text(name)])
      return kept == 0 ? told : told + context.prose(SyncPhrase.kept, ["count": .count(kept)])
    }
  }

  /// The other notices, each sort once with how often it came. That a copy goes on is not said where it
  /// waits for somebody's yes, which is.
  private var phrases: [(key: SyncPhrase, count: Int)] {
    let isWaiting = report.standing.isUnadmitted
    let keys = report.notices.map { SyncPhrase($0) }
      .filter { $0 != .left && (!isWaiting || ($0 != .forked && $0 != .putBack)) }
    return SyncPhrase.allCases.compactMap { key in
      let count = keys.count { $0 == key }
      return count > 0 ? (key: key, count: count) : nil
    }
  }

  /// What to say and exit with where it did not come to the end.
  func failure(in context: CommandContext) -> Failure? {
    switch report.ending {
    case .failed(let failure): context.failure(NetworkPhrase(failure))
    case .stalled: context.failure(NetworkPhrase.stalled)
    case .cancelled: context.failure(NetworkPhrase.cancelled)
    case .complete, nil: report.isSynchronised ? nil : unfinished(in: context)
    }
  }

  /// Where what waits cannot be sent from here, trying again does not help.
  private func unfinished(in context: CommandContext) -> Failure {
    if report.stranded > 0 {
      return context.failure(SyncPhrase.stranded, ["count": .count(report.stranded)])
    }
    if report.standing.isUnadmitted {
      return context.failure(
        report.waiting > 0 ? SyncPhrase.unadmitted : .unadmittedYet,
        ["count": .count(report.waiting)])
    }
    if isUnadmittedOfOthers {
      return context.failure(
        SyncPhrase.unadmittedOthers, ["count": .count(report.standing.unadmitted)])
    }
    guard isUnsendable else { return context.failure(SyncPhrase.again) }
    return context.failure(
      SyncPhrase.unsendable, ["count": .count(report.standing.unsendable)])
  }
}
