/// The different versions of a text that stand beside each other, in the order of their dots.
package struct TextVersions {
  private let name: Name
  private let dots: [Dot]
  private let texts: [[UInt8]]

  /// nil where the rule does not decide, whatever came before: there are not two different versions,
  /// or more than `limit`; one was erased, or is no text; or one change brought two of them, which
  /// somebody put beside each other on purpose.
  package init?(of field: DocumentState.Field, limit: Int) {
    var dots: [Dot] = []
    var texts: [[UInt8]] = []
    var seen: Set<Value> = []
    var last: Sibling?
    for sibling in field.siblings {
      guard let value = sibling.value, let text = value.text,
        last?.dot != sibling.dot || last?.value == value
      else { return nil }
      last = sibling
      // Of equal ones the first stands for all.
      guard seen.insert(value).inserted else { continue }
      guard dots.count < limit else { return nil }
      dots.append(sibling.dot)
      texts.append(Array(text.utf8))
    }
    guard dots.count > 1 else { return nil }
    self.dots = dots
    self.texts = texts
    name = field.name
  }

  /// What they come to, as UTF-8; nil where the rule does not decide.
  package func combined<Failure>(
    by history: inout FieldHistory<Failure>
  ) throws(Failure) -> [UInt8]? {
    var combined = texts[0]
    for place in 1..<texts.count {
      let ancestor = try history.ancestor(of: dots[..<place], and: dots[place], in: name)
      guard let ancestor, let more = TextMerge.merge(ancestor, combined, texts[place])
      else { return nil }
      combined = more
    }
    return combined
  }
}
