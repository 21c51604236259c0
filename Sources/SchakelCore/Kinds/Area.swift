/// A CBS area: the code of a municipality, district or neighbourhood, and the year of the division
/// that it belongs to, since codes are reused.
public struct Area: Hashable, Sendable {
  /// `GM` and four digits, `WK` and four digits and two more characters, or `BU` and four digits
  /// and four more characters.
  public let code: String
  /// The year of the division into areas that the code is from, such as 2024.
  public let year: Int

  /// nil for a code of another form.
  public init?(code: String, year: Int) {
    guard Self.isCode(code) else { return nil }
    self.code = code
    self.year = year
  }

  /// Reads `[code, year]`.
  public init?(_ value: Value?) {
    guard let value else { return nil }
    var reader = value.reader
    guard (try? reader.arrayHead(exactly: 2)) != nil, let code = try? reader.text(),
      let year = (try? reader.integer()).flatMap(Int.init(exactly:))
    else { return nil }
    self.init(code: code, year: year)
  }

  /// `[code, year]`, as a field holds it.
  public var value: Value {
    var writer = CBORWriter()
    writer.arrayHead(2)
    writer.text(code)
    writer.integer(Int64(year))
    return Value(trusted: writer.bytes)
  }

  /// ^(GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4})$
  public static func isCode(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count >= 6, bytes[2..<6].allSatisfy({ (48...57).contains($0) })
    else { return false }
    let rest = bytes[6...]
    guard rest.allSatisfy({ (48...57).contains($0) || (65...90).contains($0) })
    else { return false }
    switch (bytes[0], bytes[1]) {
    case (71, 77): return rest.isEmpty
    case (87, 75): return rest.count == 2
    case (66, 85): return rest.count == 4
    default: return false
    }
  }
}
