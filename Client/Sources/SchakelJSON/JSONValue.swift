/// A JSON value (RFC 8259) that loses nothing a contribution can hold: whole numbers stay whole
/// and exact to 64 bits, objects keep the order of their members, and names are compared by their
/// bytes.
public indirect enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case unsigned(UInt64)
  /// A whole number below zero.
  case negative(Int64)
  /// A number with a fraction or an exponent. Always finite.
  case double(Double)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A name with its value.
  public struct Member: Sendable {
    /// As it is meant: escapes were read.
    public let name: String
    /// What stands behind the name.
    public let value: JSONValue

    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The value of the member with this name; nil for none, and for what is no object.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }

  /// The text; nil for any other value.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The elements; nil for any other value.
  public var array: [JSONValue]? {
    if case .array(let items) = self { items } else { nil }
  }

  /// The flag; nil for any other value.
  public var bool: Bool? {
    if case .bool(let flag) = self { flag } else { nil }
  }

  /// The number, if it is whole and fits an `Int`; nil for any other value.
  public var integer: Int? {
    switch self {
    case .unsigned(let number): Int(exactly: number)
    case .negative(let number): Int(exactly: number)
    default: nil
    }
  }

  public init(_ number: Int) {
    self = number < 0 ? .negative(Int64(number)) : .unsigned(UInt64(number))
  }
}

extension JSONValue: Equatable {
  /// Whether both are written the same.
  public static func == (left: Self, right: Self) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self.init(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(nilLiteral: ()) { self = .null }

  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }
}
