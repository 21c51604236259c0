/// A JSON value to be written, members in the order in which they are given.
///
/// ```swift
/// let json: JSON = ["space": .string(space.id.text), "documents": .number(64)]
/// json.text(indented: true)
/// ```
///
/// Names and text are written as they are, byte for byte: two names that Unicode holds to be the
/// same letters stay two members, which a dictionary of strings would make one.
public indirect enum JSON: Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number of either sign, written in digits.
  case integer(Int64)
  /// A whole number up to 2^64 - 1, written in digits.
  case unsigned(UInt64)
  /// A finite number; any other is written as `null`.
  case double(Double)
  /// Text.
  case string(String)
  /// Values in order.
  case array([JSON])
  /// Members in order.
  case object([Member])

  /// A name and its value.
  public struct Member: Sendable {
    /// The name, as it is written.
    public let name: String
    /// The value.
    public let value: JSON

    /// A member of an object.
    public init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// A count.
  public static func number(_ count: Int) -> JSON { .integer(Int64(count)) }
}

extension JSON: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral members: (String, JSON)...) {
    self = .object(members.map { Member($0.0, $0.1) })
  }
}

extension JSON: ExpressibleByArrayLiteral {
  public init(arrayLiteral items: JSON...) { self = .array(items) }
}

extension JSON: ExpressibleByStringLiteral {
  public init(stringLiteral text: String) { self = .string(text) }
}

extension JSON: ExpressibleByBooleanLiteral {
  public init(booleanLiteral flag: Bool) { self = .bool(flag) }
}

extension JSON: ExpressibleByIntegerLiteral {
  public init(integerLiteral number: Int64) { self = .integer(number) }
}
