import SchakelCore
import SchakelJSON
import SchakelStore

/// What is held in a space, for a coordinator to look at.
struct HeldReport: Report {
  let space: Membership
  /// What came first in front.
  let contributions: [Holding.Contribution]

  var json: JSONValue {
    ["held": .array(contributions.map { Self.json(of: $0) })]
  }

  private static func json(of held: Holding.Contribution) -> JSONValue {
    let kind = held.kind.flatMap(Kind.named)
    return [
      "id": .string(held.document.text), "kind": held.kind.map { .string($0.text) } ?? .null,
      "device": .string(held.replica.text), "author": DocumentJSON.author(held.author),
      "written": DocumentJSON.time(held.written),
      "received": DocumentJSON.time(held.received), "deletes": .bool(held.deletes),
      "dots": .array(held.changes.map { .string($0.dot.text) }),
      "fields": .array(
        held.values.map { each in
          [
            "field": .string(each.field.text),
            "values": HistoryJSON.values(each.values, of: kind?.field(each.field)),
          ]
        }),
    ]
  }

  func lines(in context: CommandContext) -> [String] {
    guard !contributions.isEmpty else {
      return context.prose(HeldPhrase.none, ["space": .text(space.name)])
    }
    let names = Holding.names(of: contributions)
    let blocks = zip(contributions, names).map { lines(of: $0, $1, context) }
    let hint = context.prose(HeldPhrase.decide, ["id": .text(names[0])])
    return Array(blocks.joined(separator: [""])) + [""] + hint
  }

  private func lines(
    of held: Holding.Contribution, _ id: String, _ context: CommandContext
  ) -> [String] {
    let kind = held.kind.flatMap(Kind.named)
    let head = context.language(
      held.kind == nil ? HeldPhrase.edited : .written,
      [
        "id": .text(id), "name": .text(People([held.author], me: nil, context.language).text),
        "moment": .text(context.dates.moment(held.written)),
        "received": .text(context.dates.moment(held.received)),
      ])
    var facts = Facts()
    for each in held.values {
      let values = each.values.map {
        context.labels.value($0, of: kind?.field(each.field), context.dates)
      }
      facts.add("  " + context.labels.field(each.field), values.joined(separator: ", "))
    }
    let deletion = held.deletes ? context.prose(HeldPhrase.deletes).map { "  " + $0 } : []
    return Wrapping.lines(SafeText.line(head), width: context.terminal.width)
      .map { Style.strong.applied(to: $0, on: context.terminal) }
      + facts.lines(on: context.terminal) + deletion
  }
}

/// What became of something that was held.
struct HeldDecisionReport: Report {
  let held: DocumentID
  /// The contribution that has it now; nil where it was let go.
  let made: DocumentID?
  /// Whether the region has that.
  var isSent = true
  /// How many changes those were.
  let changes: Int
  /// What else was to be heard of when this device synchronised; people are told beside this answer.
  var notices: [SyncProgress.Notice] = []

  var json: JSONValue {
    var members: [JSONValue.Member] = [
      .init("id", .string(held.text)), .init("changes", JSONValue(changes)),
      .init("released", .bool(made != nil)),
      .init("notices", .array(notices.map { SyncingReport.json(of: $0) })),
    ]
    if let made {
      members += [.init("document", .string(made.text)), .init("sent", .bool(isSent))]
    }
    return .object(members)
  }

  func lines(in context: CommandContext) -> [String] {
    guard let made else { return context.prose(HeldPhrase.dismissed) }
    return context.prose(
      isSent ? HeldPhrase.released : .unsent, ["id": .text(ShortID.text(of: made))])
  }
}
