import SchakelCore

/// A document as the search index holds it.
struct SearchText: Hashable {
  let title: String
  let text: String

  /// nil for what no search finds: a deleted document, or one that was never whole.
  init?(of state: DocumentState) {
    guard state.kind != nil, state.lifecycle != .deleted else { return nil }
    self.init(Heading(of: state))
  }

  init(of draft: Draft) { self.init(Heading(of: draft)) }

  init(title: String, text: String) {
    self.title = title
    self.text = text
  }

  private init(_ heading: Heading) {
    title = heading.titles.joined(separator: "\n")
    text = heading.texts.joined(separator: "\n\n")
  }

  /// By bytes: what differs in its spelling alone is indexed anew, too.
  static func == (left: Self, right: Self) -> Bool {
    left.title.utf8.elementsEqual(right.title.utf8) && left.text.utf8.elementsEqual(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    for byte in title.utf8 { hasher.combine(byte) }
    for byte in text.utf8 { hasher.combine(byte) }
  }
}
