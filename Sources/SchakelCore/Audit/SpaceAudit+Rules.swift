// What a rule put together, put together again.
extension SpaceAudit {
  /// A change that names a rule, and where it stands.
  struct Ruled {
    let change: Change
    let position: UInt64
  }

  /// Keeps what may be needed to put a text together: the changes that touched one, as bytes.
  mutating func keepTexts(of change: Change, _ bytes: [UInt8]) {
    let kind = change.header.kind ?? kind(of: change.header.document)
    let touchesText = change.header.operations.contains {
      Kind.policy(of: $0.field, in: kind) == .text
    }
    if touchesText { texts[change.dot] = bytes }
    if change.header.rule != nil { ruled.append(Ruled(change: change, position: position)) }
  }

  private func kind(of document: DocumentID) -> Name? {
    places[document].flatMap { documents[$0].replay.state.kind }
  }

  /// Checks all of them. Where words were erased since, nobody can tell any more what the rule made of
  /// them.
  mutating func checkRules() throws(AuditFault) {
    for each in ruled {
      let header = each.change.header
      guard header.rule == TextMerge.rule else {
        throw fault(
          .rule, "\(each.change.dot.text) names a rule that is not known here", at: each.position)
      }
      guard let content = each.change.content, !isErased(header.document) else {
        counts.unproven += 1
        continue
      }
      var start = 0
      for operation in header.operations {
        try check(operation, content.values[start..<start + operation.count], each)
        start += operation.count
      }
      counts.combined += 1
    }
  }

  private func check(
    _ operation: Operation, _ values: ArraySlice<Value>, _ ruled: Ruled
  ) throws(AuditFault) {
    let document = ruled.change.header.document
    var history = FieldHistory<AuditFault>(lookUps: .max, bytes: .max) { dot throws(AuditFault) in
      self.change(dot, of: document)
    }
    let field = DocumentState.Field(
      name: operation.field, siblings: siblings(operation, in: document))
    let text = try TextVersions(of: field, limit: .max)?.combined(by: &history)
    guard let text, values.count == 1, let written = values.first?.text,
      written.utf8.elementsEqual(text)
    else {
      var fault = fault(
        .rule, "\(ruled.change.dot.text) is not what the rule makes of the versions",
        at: ruled.position)
      fault.document = document
      fault.field = operation.field
      throw fault
    }
  }

  /// What an operation replaced, as it was written.
  private func siblings(_ operation: Operation, in document: DocumentID) -> [Sibling] {
    var siblings: [Sibling] = []
    for target in operation.replaces {
      guard let change = change(target.dot, of: document), let content = change.content
      else { continue }
      var start = 0
      for each in change.header.operations {
        if each.field == operation.field {
          for index in 0..<each.count where target.index == nil || target.index == index {
            siblings.append(
              Sibling(
                dot: change.dot, index: index, time: change.header.time,
                author: change.header.author, content: .value(content.values[start + index])))
          }
        }
        start += each.count
      }
    }
    return siblings
  }

  private func change(_ dot: Dot, of document: DocumentID) -> Change? {
    guard !voided.contains(dot), let bytes = texts[dot],
      let change = try? Change(encoded: bytes, writer: dot.writer),
      change.header.document == document
    else { return nil }
    return change
  }

  private func isErased(_ document: DocumentID) -> Bool {
    places[document].map { documents[$0].hasErased } ?? false
  }
}
