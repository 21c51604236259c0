extension DocumentState {
  /// The version of a consent that says it was taken back; nil where nobody says so, also where nobody
  /// ever gave it. Of several the first by its dot.
  ///
  /// What a consent shows is the more careful of its values, so that one such version is enough, whatever
  /// was written beside it. A field that is empty, or holds a word that this version does not know, shows
  /// the same; but nobody said it, and nothing that cannot be undone follows from it.
  public var withdrawal: Sibling? {
    guard let kind = kind.flatMap(Kind.named) else { return nil }
    for place in kind.fields.indices where kind.fields[place].policy == .strictest(.consent) {
      let versions = siblings(of: kind.fields[place].name)
      if let version = versions.first(where: { $0.value == Strictness.consent.mostCareful }) {
        return version
      }
    }
    return nil
  }
}

extension Kind {
  /// The kinds of contributions that say anything of a consent.
  private static let consenting: [Name] = all.filter { kind in
    kind.fields.contains { $0.policy == .strictest(.consent) }
  }.map { $0.name }

  /// Whether contributions of a kind say anything of a consent, as far as this version knows it: asked of
  /// all that comes.
  package static func hasConsent(_ kind: Name?) -> Bool {
    guard let kind else { return false }
    return consenting.contains(kind)
  }
}

extension ChangeHeader {
  /// Whether it makes a document and says something of a consent there.
  package var bringsConsent: Bool {
    guard Kind.hasConsent(kind), let kind = kind.flatMap(Kind.named) else { return false }
    return operations.contains { kind.policy(of: $0.field) == .strictest(.consent) }
  }
}
