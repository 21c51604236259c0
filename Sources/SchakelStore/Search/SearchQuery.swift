/// What somebody typed into a search field, as a query that FTS5 cannot refuse.
///
///     SearchQuery("bankje \"weer droog\"")?.match    // "bankje"* "weer droog"
///
/// Every word must be there, each as the beginning of a word; what stands between quotation marks
/// must be there as a phrase. A quotation that is not closed yet is a phrase that is still being
/// typed: its last word is a beginning too.
///
/// *Invariant*: everything that was typed stands inside FTS5 strings, between double quotes
/// (https://www.sqlite.org/fts5.html §3.1), so that no word of it is an operator and none is a
/// syntax error. Strings without a letter or digit are dropped by FTS5 itself.
struct SearchQuery: Hashable {
  /// What follows is not looked at: nobody types more, and each word costs a walk.
  static let wordLimit = 32
  /// Bytes of one word or phrase.
  static let wordBytes = 512

  private struct Term: Hashable {
    var text: [UInt8]
    var isPhrase: Bool
    var isPrefix: Bool
  }

  private var terms: [Term] = []

  /// nil where there is nothing to look for.
  init?(_ text: String) {
    var current = Term(text: [], isPhrase: false, isPrefix: true)
    for scalar in text.unicodeScalars {
      if Self.isQuotationMark(scalar) {
        current.isPrefix = !current.isPhrase
        finish(&current, nextIsPhrase: !current.isPhrase)
      } else if !current.isPhrase && Self.isBlank(scalar) {
        finish(&current, nextIsPhrase: false)
      } else if Self.isBlank(scalar) {
        current.text.append(32)
      } else {
        current.text.append(contentsOf: UTF8.encode(scalar)!)
      }
    }
    finish(&current, nextIsPhrase: false)
    if terms.isEmpty { return nil }
  }

  private mutating func finish(_ term: inout Term, nextIsPhrase: Bool) {
    if term.text.contains(where: { $0 != 32 }), terms.count < Self.wordLimit {
      term.text = Array(term.text.prefix(Self.wordBytes))
      terms.append(term)
    }
    term = Term(text: [], isPhrase: nextIsPhrase, isPrefix: true)
  }

  /// The query in FTS5's language. A blank between strings is its implicit AND.
  var match: String {
    terms.map { term in
      "\"" + String(decoding: term.text, as: UTF8.self) + "\"" + (term.isPrefix ? "*" : "")
    }.joined(separator: " ")
  }

  /// A NUL would end the query where SQLite reads it.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || scalar.properties.isWhitespace
  }

  /// What keyboards make of a quotation mark.
  private static func isQuotationMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\"", "\u{201c}", "\u{201d}", "\u{201e}", "\u{201f}", "\u{ab}", "\u{bb}": true
    default: false
    }
  }
}
