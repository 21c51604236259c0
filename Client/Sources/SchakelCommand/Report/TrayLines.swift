import SchakelCore
import SchakelJSON
import SchakelStore

/// What the region did not accept, and what was never sent since its group was left, with all that it
/// says.
struct TrayLines {
  let context: CommandContext

  /// Begins with an empty line where there is anything.
  func lines(of items: [TrayItem]) -> [String] {
    let kept = items.filter { $0.reason == .leftSpace }
    let refused = items.filter { $0.reason != .leftSpace }
    return lines(of: refused, under: .refused) + lines(of: kept, under: .kept)
  }

  private func lines(of items: [TrayItem], under phrase: StatusPhrase) -> [String] {
    guard !items.isEmpty else { return [] }
    let head = context.prose(phrase, ["count": .count(items.count)])
      .map { Style.bad.applied(to: $0, on: context.terminal) }
    return [""] + head + items.flatMap { lines(of: $0) }
  }

  private func lines(of item: TrayItem) -> [String] {
    let why: RefusedPhrase
    switch item.reason {
    case .refused(let reason): why = RefusedPhrase(reason)
    case .givenOutTwice: why = .givenOutTwice
    case .leftSpace: why = .leftSpace
    }
    let head =
      "  \(ShortID.text(of: item.document))  \(context.dates.moment(item.time)), "
      + "\(item.space.name): \(context.language(why))"
    let kind = item.kind.flatMap(Kind.named)
    var facts = Facts()
    for step in item.steps where !step.values.isEmpty {
      let values = step.values.map {
        context.labels.value($0, of: kind?.field(step.field), context.dates)
      }
      facts.add("    " + context.labels.field(step.field), values.joined(separator: ", "))
    }
    return Wrapping.lines(SafeText.line(head), width: context.terminal.width)
      + facts.lines(on: context.terminal)
  }
}

extension TrayItem {
  /// As `schakel status` and `schakel tray list` print it.
  var json: JSONValue {
    let kind = kind.flatMap(Kind.named)
    return [
      "document": .string(document.text), "space": DocumentJSON.space(space),
      "dot": .string(dot.text), "reason": .string(reasonName),
      "time": DocumentJSON.time(time), "noticed": DocumentJSON.time(noticed),
      "steps": .array(
        steps.map { step in
          [
            "field": step.field == .lifecycle ? .null : .string(step.field.text),
            "operation": .string("\(step.kind)"),
            "values": HistoryJSON.values(step.values, of: kind?.field(step.field)),
          ]
        }),
    ]
  }

  /// A stable word for why it lies there.
  private var reasonName: String {
    switch reason {
    case .refused(let reason): "\(reason)"
    case .givenOutTwice: "givenOutTwice"
    case .leftSpace: "leftSpace"
    }
  }
}
