import SchakelCore

/// The end of an id that people type. Ids that were made one after another begin alike; their ends
/// are random.
enum ShortID {
  static let digits = 6

  /// The shortest end, of six digits or more, that tells each of these apart.
  static func texts(of ids: [DocumentID]) -> [DocumentID: String] {
    var length = digits
    while true {
      let ends = ids.map { String($0.text.suffix(length)) }
      if Set(ends).count == Set(ids).count || length >= 32 {
        return Dictionary(zip(ids, ends), uniquingKeysWith: { $1 })
      }
      length += 1
    }
  }

  static func text(of id: DocumentID) -> String { String(id.text.suffix(digits)) }
}
