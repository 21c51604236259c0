import SchakelCore

extension VectorSuite {
  static let merge = VectorSuite(
    name: "merge",
    about: "Changes of one document in several orders of arrival; the state they give, the same "
      + "for all orders, its share of the digest, and what its fields show (spec/merge.md).",
    flags: [
      .init("Lifecycle", "Deletion and restoration."), .init("Receipts", "First receipts matter."),
      .init("Refused", "A fork, or a change that can never be applied."),
      .init("Unicode", "Bytes, not letters."), .init("Erased", "A payload is erased."),
      .init("Cleared", "A null stands for the empty field."),
    ],
    scenarios: { try mergeScenarios() },
    answer: { try MergeAnswer($0).shown })
}

/// Applies the changes of a merge vector in each of its orders.
private struct MergeAnswer {
  let changes: [Written]
  let orders: [[Int]]
  let policies: [JSON.Member]
  let receipts: Receipts
  let document: DocumentID

  init(_ input: JSON) throws {
    changes = try input["changes"].items.map { json in
      let link = (try hex(json["check"])) + [UInt8](repeating: 0, count: 28)
      guard let link = Digest(bytes: link) else { throw BadInput(json) }
      return Written(change: try change(json), link: link)
    }
    orders = input["orders"].items.map { $0.items.compactMap(\.integer) }
    policies = input["policies"].members
    document = try SchakelCoreTests.document(input["document"])
    var receipts = Receipts()
    for receipt in input["receipts"].items {
      receipts.record(try dot(receipt.items[0]), try number(receipt.items[1]))
    }
    self.receipts = receipts
  }

  var shown: JSON {
    get throws {
      var outcomes: [JSON] = []
      var states: [DocumentState] = []
      for order in orders {
        var arrival = VectorArrival()
        for index in order { try arrival.receive(changes[index]) }
        outcomes.append(.array(arrival.outcomes))
        states.append(arrival.state)
      }
      guard let state = states.first, states.allSatisfy({ $0.encoded() == state.encoded() })
      else { throw Diverged() }
      let share = try DocumentDigest.share(
        of: document, state: state.encoded(), hashing: .portable)
      return .object(
        .init("outcomes", .array(outcomes)), .init("state", .hex(state.encoded())),
        .init("share", .fixed64(share)), .init("lifecycle", .string("\(state.lifecycle)")),
        .init("views", .object(try policies.map { try view(of: $0, in: state) })))
    }
  }

  private func view(of member: JSON.Member, in state: DocumentState) throws -> JSON.Member {
    guard let policy = member.value.text.flatMap(Policy.init(name:))
    else { throw BadInput(member.value) }
    let view = state.view(of: Name(member.name), policy: policy, receipts: receipts)
    return .init(member.name, view.json)
  }
}

private struct Diverged: Error {}

/// A document to which changes come, some before what they build on.
private struct VectorArrival {
  var state = DocumentState()
  var outcomes: [JSON] = []
  private var waiting: [Written] = []

  mutating func receive(_ written: Written) throws {
    let outcome = try state.apply(written.change, check: written.link.check)
    outcomes.append(outcome.shown)
    switch outcome {
    case .waiting: waiting.append(written)
    case .applied: try retry()
    default: break
    }
  }

  /// Tries what waits, in the order of writers and counters, until nothing moves.
  private mutating func retry() throws {
    let trying = waiting.sorted { $0.dot < $1.dot }
    waiting = []
    var moved = false
    for written in trying {
      let outcome = try state.apply(written.change, check: written.link.check)
      if case .waiting = outcome { waiting.append(written) } else { moved = true }
    }
    if moved { try retry() }
  }
}

extension Policy {
  /// A policy by the name it has in spec/merge.md.
  init?(name: String) {
    switch name {
    case "latest": self = .latest
    case "keepAll": self = .keepAll
    case "text": self = .text
    case "union": self = .union
    case "strictest signal": self = .strictest(.signal)
    case "strictest visibility": self = .strictest(.visibility)
    case "strictest consent": self = .strictest(.consent)
    case "perPerson": self = .perPerson
    default: return nil
    }
  }
}

extension FieldView {
  var json: JSON {
    let standing =
      switch self.standing {
      case .plain: "plain"
      case .parallelEdit: "parallel-edit"
      case .conflict: "conflict"
      }
    return .object(
      .init("shown", .array(shown.map { .hex($0.encoded) })),
      .init("standing", .string(standing)),
      .init("siblings", .array(siblings.map { .string("\($0.dot.text)#\($0.index)") })))
  }
}
