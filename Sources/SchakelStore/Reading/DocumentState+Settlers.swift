import SchakelCore

// Who is concerned by what awaits a choice.
extension DocumentState {
  /// Those who wrote one of the versions of a field that awaits a choice, or a deletion that met an
  /// edit, or such an edit: beside coordinators they may settle it. Each once, in the order of fields
  /// and dots.
  ///
  /// Whoever carried a version again wrote it: the region asks whose device brought the dot.
  var settlers: [PersonID] {
    var persons: [PersonID] = []
    for sibling in unsettled where !persons.contains(sibling.author) {
      persons.append(sibling.author)
    }
    return persons
  }

  /// The versions of all fields that await a choice, and, where a deletion met an edit, both.
  private var unsettled: [Sibling] {
    var siblings: [Sibling] = []
    for field in contentFields where field.siblings.count > 1 {
      let policy = Kind.policy(of: field.name, in: kind)
      guard view(of: field.name, policy: policy).standing == .conflict else { continue }
      siblings += field.siblings
    }
    guard lifecycle == .contested else { return siblings }
    return siblings + self.siblings(of: .lifecycle) + beyondDeletions
  }

  /// Of a contested document, what was written without knowing of a deletion, as far as values tell:
  /// an element that somebody took out of a set leaves none.
  var beyondDeletions: [Sibling] {
    guard let seen = seenByDeletions else { return [] }
    return contentFields.flatMap { field in field.siblings.filter { !seen.covers($0.dot) } }
  }
}
