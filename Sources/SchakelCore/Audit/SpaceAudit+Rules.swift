// What a rule put together, put together again.
extension SpaceAudit {
  /// A change that names a rule, and where it stands.
  struct Ruled {
    let change: Change
    let position: UInt64
    /// Whether it was written in an epoch before the one that it stands in: the region lost it, and a
    /// device brought it back.
    let isBrought: Bool
  }

  /// Keeps what may be needed to put a text together: the changes that touched one, as bytes. Of a
  /// document whose beginning has not come it is not known yet which those are.
  mutating func keepTexts(of change: Change, _ bytes: [UInt8]) {
    let document = hold(change.header.document)
    let kind = change.header.kind ?? documents[document].replay.state.kind
    let mayTouchText =
      kind == nil
      || change.header.operations.contains { Kind.policy(of: $0.field, in: kind) == .text }
    if mayTouchText {
      texts[change.dot] = bytes
      documents[document].texts.append(change.dot)
    }
    guard change.header.rule != nil else { return }
    let isBrought =
      change.writer.incarnation.rawValue != UInt32(truncatingIfNeeded: epoch.rawValue)
    ruled.append(Ruled(change: change, position: position, isBrought: isBrought))
  }

  /// Checks all of them. Where words were erased since, nobody can tell any more what the rule made of
  /// them; nor where it was made of what the region lost with it, and refused when it came again.
  mutating func checkRules() throws(AuditFault) {
    var past: [Int: [Change]] = [:]
    for each in ruled {
      let header = each.change.header
      let document = hold(header.document)
      guard header.rule == TextMerge.rule else {
        throw fault(
          .rule, "\(each.change.dot.text) names a rule that is not known here", at: each.position)
      }
      guard let content = each.change.content, !documents[document].hasErased else {
        counts.unproven += 1
        continue
      }
      let changes = past[document] ?? self.changes(of: document)
      past[document] = changes
      do throws(AuditFault) {
        try check(each, content, changes, document)
        counts.combined += 1
      } catch {
        guard each.isBrought, documents[document].voids.contains(where: header.context.covers)
        else { throw error }
        counts.unproven += 1
      }
    }
  }

  private func check(
    _ ruled: Ruled, _ content: Payload.Content, _ changes: [Change], _ document: Int
  ) throws(AuditFault) {
    var start = 0
    for operation in ruled.change.header.operations {
      try check(
        operation, content.values[start..<start + operation.count], ruled, changes, document)
      start += operation.count
    }
  }

  /// The changes that touched a text of a document and have an effect.
  private func changes(of document: Int) -> [Change] {
    documents[document].texts.compactMap { change($0) }
  }

  private func change(_ dot: Dot) -> Change? {
    guard !voided.contains(dot), let bytes = texts[dot] else { return nil }
    return try? Change(encoded: bytes, writer: dot.writer)
  }

  private func check(
    _ operation: Operation, _ values: ArraySlice<Value>, _ ruled: Ruled, _ changes: [Change],
    _ document: Int
  ) throws(AuditFault) {
    let siblings = Self.siblings(of: operation.field, seenBy: ruled.change, among: changes)
    var named: [Operation.Target] = []
    for sibling in siblings where named.last?.dot != sibling.dot {
      named.append(Operation.Target(sibling.dot))
    }
    let isText =
      Kind.policy(of: operation.field, in: documents[document].replay.state.kind) == .text
    let field = DocumentState.Field(name: operation.field, siblings: Siblings(siblings))
    var history = FieldHistory<AuditFault>(lookUps: .max, bytes: .max) { dot throws(AuditFault) in
      guard let change = self.change(dot),
        change.header.document == ruled.change.header.document
      else { return nil }
      return change
    }
    let text = try TextVersions(of: field, limit: .max)?.combined(by: &history)
    guard isText, operation.replaces == named, let text, values.count == 1,
      let written = values.first?.text, written.utf8.elementsEqual(text)
    else {
      var fault = fault(
        .rule, "\(ruled.change.dot.text) is not what the rule makes of the versions",
        at: ruled.position)
      fault.document = ruled.change.header.document
      fault.field = operation.field
      throw fault
    }
  }

  /// What stood in a field for one who had seen what a change's context names: what those changes
  /// brought and none of them took away.
  private static func siblings(
    of field: Name, seenBy ruled: Change, among changes: [Change]
  ) -> [Sibling] {
    var brought: [Sibling] = []
    var gone: Set<Operation.Target> = []
    for change in changes where ruled.header.context.covers(change.dot) {
      var start = 0
      for operation in change.header.operations {
        if operation.field == field, let content = change.content {
          gone.formUnion(operation.replaces)
          for index in 0..<operation.count {
            brought.append(
              Sibling(
                dot: change.dot, index: index, time: change.header.time,
                author: change.header.author, content: .value(content.values[start + index])))
          }
        }
        start += operation.count
      }
    }
    return brought.filter {
      !gone.contains(Operation.Target($0.dot))
        && !gone.contains(Operation.Target($0.dot, index: $0.index))
    }.sorted { Sibling.precedes($0, $1) }
  }
}
