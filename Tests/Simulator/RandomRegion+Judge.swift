import SchakelCore
import SchakelStore
import SchakelSync
import SchakelTesting

// What a document must show is told from its changes alone: no vectors are joined and no states, each
// change is only asked what it takes away, what it brings, and what its writer had seen.
extension RandomRegion {
  /// The first document that shows something else than its changes say, or nil.
  func judge() async throws -> String? {
    for space in spaces {
      guard let index = try users(of: space).first else { continue }
      let log = try await regionLog(of: space)
      let changes = Dictionary(grouping: try log.readable, by: \.header.document)
      for (id, bytes) in try devices[index].replica.states(in: space).sorted(by: { $0.key < $1.key }
      ) {
        let state = try DocumentState(encoded: bytes)
        let one = Case(
          state, changes[id] ?? [], but: carried.mallory?.replica.identity.replica, log.has)
        if let fault = one.fault { return "\(id.text): \(fault)" }
      }
    }
    return nil
  }
}

/// One document, and the changes that it must come from.
private struct Case {
  typealias Place = Operation.Target

  private let state: DocumentState
  private let changes: [Change]
  /// Whose edits replace nothing, as she likes.
  private let mallory: ReplicaID?
  private let isWhole: Bool

  init(
    _ state: DocumentState, _ changes: [Change], but mallory: ReplicaID?, _ has: (Dot) -> Bool
  ) {
    self.state = state
    self.mallory = mallory
    // What waits for something has no effect yet.
    self.changes = changes.filter { state.vector.covers($0.dot) }
    // What a region lost, devices may have by states alone: then there is nothing to go by.
    isWhole = state.vector.entries.allSatisfy { has($0.dot) }
  }

  var fault: String? {
    guard isWhole else { return nil }
    let expected = survivors()
    for field in state.fields {
      let shown = Set(field.siblings.map { Place($0.dot, index: $0.index) })
      let should = expected[field.name] ?? []
      if let lost = should.subtracting(shown).min() {
        return "\(field.name.text) lacks the version of \(lost.dot.text)"
      }
      if let invented = shown.subtracting(should).min() {
        return "\(field.name.text) has a version of \(invented.dot.text) that was replaced"
      }
    }
    let shown = Set(state.fields.map(\.name))
    if let field = expected.keys.filter({ !shown.contains($0) && expected[$0]?.isEmpty == false })
      .min(by: { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) })
    {
      return "\(field.text) is empty"
    }
    return missedReplacement(in: expected)
  }

  /// All that was ever brought, less all that was ever taken away.
  private func survivors() -> [Name: Set<Place>] {
    var brought: [Name: Set<Place>] = [:]
    for change in changes {
      for operation in change.header.operations {
        for index in 0..<operation.count {
          brought[operation.field, default: []].insert(Place(change.dot, index: index))
        }
      }
    }
    for operation in changes.flatMap(\.header.operations) {
      for target in operation.replaces {
        brought[operation.field] = brought[operation.field]?.filter {
          $0.dot != target.dot || (target.index != nil && target.index != $0.index)
        }
      }
    }
    return brought
  }

  private func hears(_ dot: Dot) -> Bool { changes.contains { $0.dot == dot } }

  /// Two versions of which one's writer had seen the other and set the field: no conflict, then.
  private func missedReplacement(in survivors: [Name: Set<Place>]) -> String? {
    for change in changes
    where change.header.purpose == .edit && change.writer.replica != mallory {
      for operation in change.header.operations where operation.kind == .set && operation.count == 1
      {
        // What a refused change had taken away came back, beside what its writer wrote on top of that.
        guard operation.replaces.allSatisfy({ hears($0.dot) }) else { continue }
        let others = survivors[operation.field] ?? []
        guard others.contains(Place(change.dot, index: 0)) else { continue }
        if let seen = others.first(where: {
          $0.dot != change.dot && change.header.context.covers($0.dot)
        }) {
          return "\(operation.field.text) has \(seen.dot.text) beside \(change.dot.text), "
            + "whose writer had seen it"
        }
      }
    }
    return nil
  }
}
