import SchakelCore
import SchakelStore

/// What happened where a choice is needed, one sentence for each field, and one for a deletion that
/// met an edit.
struct ConflictSentences {
  let context: CommandContext
  /// The person with the device.
  let me: Author?

  func sentences(of conflict: DocumentConflict) -> [String] {
    conflict.fields.map(sentence)
      + (conflict.deletions.isEmpty
        ? [] : [deletion(by: conflict.deletions.map(\.author), met: conflict.writers)])
  }

  /// Who did what to a field: each person once.
  private struct Acts {
    var changed: [Author] = []
    var cleared: [Author] = []
    var erased: [Author] = []

    /// The first to write before the others.
    init(_ versions: [FieldVersion]) {
      for version in versions.reversed() {
        switch version.value {
        case nil: Self.add(version.author, to: &erased)
        case let value? where value.isNull: Self.add(version.author, to: &cleared)
        default: Self.add(version.author, to: &changed)
        }
      }
      cleared.removeAll(where: changed.contains)
      erased.removeAll { changed.contains($0) || cleared.contains($0) }
    }

    private static func add(_ author: Author, to authors: inout [Author]) {
      if !authors.contains(author) { authors.append(author) }
    }
  }

  func sentence(_ field: DocumentField) -> String {
    let acts = Acts(field.versions)
    let noun = Template.Argument.text(context.labels.noun(field.name))
    if acts.cleared.isEmpty, acts.changed.count == 1, !acts.erased.isEmpty {
      return say(.erasedWhile, [("erased", acts.erased), ("changed", acts.changed)], noun)
    }
    let too = acts.erased.isEmpty ? "" : " " + say(.erasedToo, [("erased", acts.erased)], noun)
    if !acts.cleared.isEmpty {
      return say(.cleared, [("cleared", acts.cleared), ("changed", acts.changed)], noun) + too
    }
    return changed(acts.changed, field, noun) + too
  }

  private func changed(
    _ authors: [Author], _ field: DocumentField, _ noun: Template.Argument
  ) -> String {
    let phrase: ConflictPhrase
    switch authors.count {
    case 0, 1:
      let dots = Set(field.versions.map { $0.origin?.dot ?? $0.dot })
      phrase = dots.count == 1 ? .brought : .alone
    case 2: phrase = .two
    default: phrase = .more
    }
    return say(phrase, [("names", authors)], noun, count: field.versions.count)
  }

  func deletion(by deleters: [Author], met writers: [Author]) -> String {
    let same = deleters.count == 1 && deleters == writers
    guard !same else { return say(.deletedBySame, [("names", deleters)], .text("")) }
    return say(.deletedWhile, [("deleters", deleters), ("writers", writers)], .text(""))
  }

  /// Fills in the people, the first of whom begin the sentence unless a word of its own does.
  private func say(
    _ phrase: ConflictPhrase, _ groups: [(name: String, authors: [Author])],
    _ field: Template.Argument, count: Int = 0
  ) -> String {
    var arguments: [String: Template.Argument] = ["field": field, "count": .count(count)]
    for group in groups {
      let people = People(group.authors, me: me, context.language)
      arguments[group.name] = .text(people.text)
      arguments[group.name + "Count"] = .count(people.count)
    }
    let text = context.language(phrase, arguments)
    return text.prefix(1).uppercased() + text.dropFirst()
  }
}
