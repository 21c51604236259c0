import SchakelCore
import SchakelJSON
import SchakelStore

/// Changing fields of a contribution or a draft.
struct Editing {
  let device: Device
  let typing: Typing
  let document: Document

  /// What a person asked for one field, values already checked.
  private struct Wish {
    let field: Name
    let isSet: Bool
    var set: Value??
    var add: [Value] = []
    var remove: [Value] = []
  }

  /// - Parameter isSure: whether what cannot be undone may be done.
  func run(
    set: [String], add: [String], remove: [String], isSure: Bool
  ) throws -> ChangeReport {
    var wishes: [Wish] = []
    for text in set { try note(text, in: &wishes) { $0.set = $1 } }
    for text in add { try note(text, in: &wishes) { if let value = $1 { $0.add.append(value) } } }
    for text in remove {
      try note(text, in: &wishes) { if let value = $1 { $0.remove.append(value) } }
    }
    guard !wishes.isEmpty else {
      throw device.context.failure(ErrorPhrase.noEdit, status: .usage)
    }
    for wish in wishes { try check(wish) }
    if !isSure { try warn(wishes) }
    let isChanged = try document.space == nil ? editDraft(wishes) : edit(wishes)
    return ChangeReport(document: document, done: isChanged ? .edited : .unchanged)
  }

  /// Puts one assignment with the others of its field; an empty value is nil.
  private func note(
    _ text: String, in wishes: inout [Wish], _ put: (inout Wish, Value?) -> Void
  ) throws {
    let assignment = try typing.assignment(text)
    let definition = try definition(of: assignment.field)
    let value =
      assignment.value.isEmpty
      ? nil
      : try definition.map { try typing.value(assignment.value, of: $0) }
        ?? Value(assignment.value)
    let isSet = definition?.isSet ?? false
    if !wishes.contains(where: { $0.field == assignment.field }) {
      wishes.append(Wish(field: assignment.field, isSet: isSet))
    }
    guard let place = wishes.firstIndex(where: { $0.field == assignment.field }) else { return }
    put(&wishes[place], value)
  }

  /// The line of the kind's table. In a kind that this version knows, a field that is in neither
  /// the table nor the contribution is a slip of the pen.
  private func definition(of field: Name) throws -> FieldDefinition? {
    guard let kind = Kind.named(document.kind) else { return nil }
    let definition = kind.field(field)
    guard definition != nil || document[field] != nil else {
      throw device.context.failure(
        ErrorPhrase.unknownField,
        [
          "kind": .text(device.context.labels.kind(kind.name)), "field": .text(field.text),
          "fields": .text(kind.fields.map(\.name.text).joined(separator: ", ")),
        ], status: .usage)
    }
    return definition
  }

  private func check(_ wish: Wish) throws {
    let hasSet = wish.set != nil
    let touchesElements = !wish.add.isEmpty || !wish.remove.isEmpty
    // A list may be emptied as a whole.
    let isMistaken = wish.isSet ? hasSet && wish.set != .some(nil) : touchesElements
    guard !isMistaken else {
      throw device.context.failure(
        wish.isSet ? ErrorPhrase.isSet : .noSet, ["field": .text(wish.field.text)],
        status: .usage)
    }
    guard !(hasSet && touchesElements) else {
      throw device.context.failure(
        ErrorPhrase.changedTwice, ["field": .text(wish.field.text)], status: .usage)
    }
  }

  /// Who takes back the consent to a profile that is shared has it erased, here and everywhere: that
  /// cannot be undone, and is done by nobody who did not say so.
  private func warn(_ wishes: [Wish]) throws {
    guard document.space != nil, let kind = Kind.named(document.kind) else { return }
    let erases = wishes.contains { wish in
      kind.policy(of: wish.field) == .strictest(.consent)
        && wish.set == Strictness.consent.scale.last.map { Value($0) }
    }
    guard erases else { return }
    throw device.context.failure(
      ErrorPhrase.erasesForAll, ["title": .text(document.title)])
  }

  private func editDraft(_ wishes: [Wish]) throws -> Bool {
    var fields: [Name: [Value]] = [:]
    for wish in wishes {
      let before = document[wish.field]?.shown ?? []
      let after: [Value]
      if let set = wish.set {
        after = set.map { [$0] } ?? []
      } else {
        after =
          before.filter { !wish.remove.contains($0) }
          + wish.add.filter { !before.contains($0) }
      }
      if after != before { fields[wish.field] = after }
    }
    guard !fields.isEmpty else { return false }
    try device.replica.editDraft(document.id, fields)
    return true
  }

  /// A field may be changed once in one change, so what goes out of lists goes in a second one.
  private func edit(_ wishes: [Wish]) throws -> Bool {
    let first = wishes.compactMap { wish -> FieldEdit? in
      if let set = wish.set { return set.map { .set(wish.field, $0) } ?? .clear(wish.field) }
      return wish.add.isEmpty ? nil : .add(wish.field, wish.add)
    }
    let second = wishes.filter { !$0.remove.isEmpty }
      .map { FieldEdit.remove($0.field, $0.remove) }
    var isChanged = false
    for edits in [first, second] where !edits.isEmpty {
      if try device.replica.edit(document.id, edits) { isChanged = true }
    }
    return isChanged
  }
}
