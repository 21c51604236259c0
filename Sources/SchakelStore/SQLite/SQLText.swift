/// A statement's text, or a piece of one, in two readings: for a database that holds its values as
/// they are, and for one that holds them sealed by a `ContentCipher`.
///
///     static let changeBytes = SQL(
///       sealing: "SELECT \(opened: .changeBytes) FROM changes WHERE key = ?")
///
/// reads `SELECT bytes …` and, with a cipher, `SELECT schakel_opened(1, bytes, key) …`. Whoever runs
/// the statement binds and reads the same in both cases, and without a cipher SQLite is handed the
/// text that it would have been handed anyway.
struct SQLText: Hashable, Sendable {
  /// Without a cipher.
  var plain: String
  /// With one.
  var sealed: String

  init(plain: String, sealed: String) {
    self.plain = plain
    self.sealed = sealed
  }
}

extension SQLText: ExpressibleByStringInterpolation {
  init(stringLiteral text: String) { self.init(plain: text, sealed: text) }

  init(stringInterpolation pieces: StringInterpolation) { self = pieces.text }

  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = SQLText(plain: "", sealed: "")

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) { appendInterpolation(literal) }

    mutating func appendInterpolation(_ piece: String) {
      appendInterpolation(plain: piece, sealed: piece)
    }

    mutating func appendInterpolation(_ number: some BinaryInteger) {
      appendInterpolation(String(number))
    }

    mutating func appendInterpolation(_ piece: SQLText) {
      appendInterpolation(plain: piece.plain, sealed: piece.sealed)
    }

    mutating func appendInterpolation(plain: String, sealed: String) {
      text.plain += plain
      text.sealed += sealed
    }

    /// The column's value as it was given, wherever a row is at hand.
    ///
    /// - Parameter row: the name by which the statement knows the table, where it needs one.
    mutating func appendInterpolation(opened column: SealedColumn, _ row: String? = nil) {
      let prefix = row.map { $0 + "." } ?? ""
      appendInterpolation(
        plain: prefix + column.name,
        sealed: column.opening(prefix + column.name, column.identity.map { prefix + $0 }))
    }

    /// A value on its way into the column.
    ///
    /// - Parameters:
    ///   - value: what is written, a parameter with its number mostly.
    ///   - identity: the same for each of the columns that name the row.
    mutating func appendInterpolation(
      sealed column: SealedColumn, _ value: String, _ identity: String...
    ) {
      appendInterpolation(plain: value, sealed: column.sealing(value, identity))
    }
  }
}

extension SQL {
  /// A statement that says in its text which of its values are sealed where there is a cipher.
  init(sealing text: SQLText) { self.init(text.plain, sealed: text.sealed) }
}
