import SchakelCore
import SchakelJSON
import SchakelStore

/// One contribution in full.
struct ShowReport: Report {
  let document: Document
  /// What awaits a choice; nil where nothing does.
  var choice: Choice?

  /// What there is to know of a choice that is needed.
  struct Choice {
    let conflict: DocumentConflict
    let history: DocumentHistory
    /// The person with the device.
    let me: Author?
  }

  var json: JSONValue {
    let several = document.fields.filter { $0.standing != .plain }
    return .object([
      .init("id", .string(document.id.text)), .init("kind", .string(document.kind.text)),
      .init("title", .string(document.title)), .init("space", DocumentJSON.space(document.space)),
      .init("state", .string(document.state.name)),
      .init("lifecycle", .string("\(document.lifecycle)")),
      .init("author", DocumentJSON.author(document.author)),
      .init("created", DocumentJSON.time(document.created)),
      .init("changed", DocumentJSON.time(document.changed)),
      .init("contribution", document.contribution.json),
      .init("conflicts", .array(document.conflicts.map { .string($0.name.text) })),
      .init("parallelEdits", .array(document.parallelEdits.map { .string($0.name.text) })),
      .init("versions", DocumentJSON.versions(of: several, in: document.kind)),
      .init(
        "deletions", .array(document.deletions.map { DocumentJSON.version($0, of: nil) })),
    ])
  }

  func lines(in context: CommandContext) -> [String] {
    let title = document.title.isEmpty ? context.language(AddingPhrase.untitled) : document.title
    let head = Wrapping.lines(SafeText.line(title), width: context.terminal.width)
      .map { Style.strong.applied(to: $0, on: context.terminal) }
    let parts =
      [fields(context).lines(on: context.terminal)] + choices(context)
      + [facts(context).lines(on: context.terminal)]
    return head + [subtitle(context)] + parts.filter { !$0.isEmpty }.flatMap { [""] + $0 }
  }

  private func subtitle(_ context: CommandContext) -> String {
    let isDeleted = document.lifecycle == .deleted
    let parts = [
      context.labels.kind(document.kind),
      context.language(isDeleted ? StatePhrase.deleted : document.state.phrase),
      document.space?.name ?? "",
    ].filter { !$0.isEmpty }
    return Style.faint.applied(
      to: SafeText.line(parts.joined(separator: " · ")), on: context.terminal)
  }

  /// Everything but the title and what awaits a choice.
  private func fields(_ context: CommandContext) -> Facts {
    let kind = Kind.named(document.kind)
    var facts = Facts()
    for field in document.fields where choice == nil || field.standing != .conflict {
      if field.name == kind?.titleField { continue }
      let definition = kind?.field(field.name)
      let shown = field.shown.map { context.labels.value($0, of: definition, context.dates) }
      let text = shown.joined(separator: field.policy == .union ? ", " : "\n")
      facts.add(
        context.labels.field(field.name),
        field.hasErased && text.isEmpty ? context.language(ShowPhrase.erased) : text)
      for version in givenWay(in: field) {
        facts.add("", also(version, of: definition, context), .faint)
      }
    }
    return facts
  }

  /// The versions that a rule did not show.
  private func givenWay(in field: DocumentField) -> [FieldVersion] {
    guard field.standing == .parallelEdit else { return [] }
    return field.versions.filter { version in
      version.value.map { !field.shown.contains($0) } ?? false
    }
  }

  private func also(
    _ version: FieldVersion, of field: FieldDefinition?, _ context: CommandContext
  ) -> String {
    let value = version.value.map { context.labels.value($0, of: field, context.dates) } ?? ""
    let name = version.author.shownName ?? context.language(ShowPhrase.unknownPerson)
    return context.language(
      ShowPhrase.also,
      [
        "value": .text(value), "name": .text(name),
        "time": .text(context.dates.moment(version.time)),
      ])
  }

  private func choices(_ context: CommandContext) -> [[String]] {
    guard let choice else { return [] }
    let versions = ConflictVersions(
      context: context, document: document, history: choice.history, me: choice.me)
    return document.conflicts.map { versions.lines(of: $0) }
      + (choice.conflict.deletions.isEmpty ? [] : [deletion(choice, context)])
  }

  /// Says who deleted what others still wrote in.
  private func deletion(_ choice: Choice, _ context: CommandContext) -> [String] {
    let sentence = ConflictSentences(context: context, me: choice.me)
      .deletion(by: choice.conflict.deletions.map(\.author), met: choice.conflict.writers)
    let lines = Wrapping.lines(SafeText.line(sentence), width: context.terminal.width)
    let hint = context.prose(
      ShowPhrase.keepOrDelete, ["id": .text(ShortID.text(of: document.id))])
    return lines.map { Style.attention.applied(to: $0, on: context.terminal) }
      + hint.map { Style.faint.applied(to: $0, on: context.terminal) }
  }

  private func facts(_ context: CommandContext) -> Facts {
    var facts = Facts()
    let author = document.author?.shownName ?? document.author?.person.text ?? ""
    if !author.isEmpty { facts.add(context.language(ShowPhrase.author), author, .faint) }
    if let created = document.created {
      facts.add(context.language(ShowPhrase.created), context.dates.moment(created), .faint)
    }
    facts.add(context.language(ListPhrase.changed), context.dates.moment(document.changed), .faint)
    facts.add(context.language(ListPhrase.number), document.id.text, .faint)
    return facts
  }
}
