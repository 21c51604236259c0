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
  case null
  case bool(Bool)
  case integer(Int64)
  case unsigned(UInt64)
  /// A finite number.
  case double(Double)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A name and its value.
  public struct Member: Sendable {
    public let name: String
    public let value: JSON

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
