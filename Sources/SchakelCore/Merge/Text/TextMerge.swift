/// The rule `text/1`: what two people made of one text while apart, put together word by word.
///
///     TextMerge.merge(ancestor, first, second)  // nil where the two touch each other
///
/// Both versions are compared with the text that both began with, first by paragraphs and then, where
/// both have changed the same ones, by words. What one of them changed is taken from it, and what both
/// changed alike is taken once. Whole paragraphs that both added at one place both stay, those of the
/// first version first. In all other cases two changes must have a word or a line end between them
/// that neither touched; else the rule does not decide, and a person does.
///
/// The merge is three-way after Khanna, Kunal and Pierce, "A formal investigation of diff3" (2007);
/// what is common is found after Myers, "An O(ND) difference algorithm" (1986). See
/// Protocol/spec/text.md, which fixes every step.
///
/// It does not understand what is said: words that went from one paragraph to another were removed
/// here and added there, and a sentence that two people improved in two places has both improvements.
///
/// - Complexity: O(n + d²) for n tokens of which d differ, in practice; O(n · d) at the worst, where
///   d is at most ``limit``: of what differs in more, the rule does not decide.
public enum TextMerge {
  /// The name of the rule, as a resolution says it.
  public static let rule: Name = "text/1"
  /// So many paragraphs, and words and marks of the paragraphs that both changed, may differ.
  public static let limit = 512

  /// What two versions of a text come to, as UTF-8; nil where they touch each other, or differ in too
  /// much.
  ///
  /// Bytes are compared, never letters. `\r\n`, `\n` and `\r` are the same line end, and each keeps its
  /// bytes unless one version changed them.
  ///
  /// - Parameters:
  ///   - ancestor: the text that both versions began with.
  ///   - first: the version whose added paragraphs come first.
  public static func merge(
    _ ancestor: [UInt8], _ first: [UInt8], _ second: [UInt8]
  ) -> [UInt8]? {
    if first == ancestor || first == second { return second }
    if second == ancestor { return first }
    let texts = Three(
      ancestor: TextParagraphs(ancestor), first: TextParagraphs(first),
      second: TextParagraphs(second))
    var merge = ParagraphMerge(texts)
    return merge.run()
  }

  /// Of three that belong together, the one that somebody changed: the first where both did.
  static func changed<Part: Equatable>(_ parts: Three<Part>) -> Part {
    parts.first == parts.ancestor ? parts.second : parts.first
  }
}

/// Something of the ancestor and of both versions.
struct Three<Part> {
  var ancestor: Part
  var first: Part
  var second: Part

  func map<Other>(_ transform: (Part) -> Other) -> Three<Other> {
    Three<Other>(
      ancestor: transform(ancestor), first: transform(first), second: transform(second))
  }
}
