/// A JSON value whose objects keep their order, so that a written file reads well and always comes
/// out the same. Vectors hold no fractions: numbers are integers below 2^53, and larger ones are
/// spelt as hexadecimal text.
indirect enum JSON: Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case string(String)
  case array([JSON])
  case object([Member])

  struct Member: Sendable {
    let name: String
    let value: JSON

    init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }
}

extension JSON {
  /// The member of this name; null where there is none, or where this is no object.
  subscript(name: String) -> JSON {
    guard case .object(let members) = self else { return .null }
    return members.first { $0.name == name }?.value ?? .null
  }

  var isNull: Bool { if case .null = self { true } else { false } }
  var text: String? { if case .string(let text) = self { text } else { nil } }
  var integer: Int? { if case .int(let number) = self { number } else { nil } }
  var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  var items: [JSON] { if case .array(let items) = self { items } else { [] } }
  var members: [Member] { if case .object(let members) = self { members } else { [] } }

  /// The same object with another value for a member that it has or has not.
  func replacing(_ name: String, by value: JSON) -> JSON {
    .object(members.filter { $0.name != name } + [Member(name, value)])
  }

  /// The same value with every object's members in the order of their names' bytes.
  var sorted: JSON {
    switch self {
    case .array(let items): .array(items.map(\.sorted))
    case .object(let members):
      .object(
        members.map { Member($0.name, $0.value.sorted) }
          .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) })
    default: self
    }
  }

  /// An object without the members that are null.
  static func some(_ members: Member...) -> JSON { .object(members.filter { !$0.value.isNull }) }

  static func object(_ members: Member...) -> JSON { .object(members) }
}

extension JSON: Equatable {
  /// Order of members and of nothing else is passed over; text is compared byte by byte.
  static func == (left: JSON, right: JSON) -> Bool {
    left.sorted.compact.utf8.elementsEqual(right.sorted.compact.utf8)
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral
{
  init(stringLiteral value: String) { self = .string(value) }
  init(integerLiteral value: Int) { self = .int(value) }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(arrayLiteral elements: JSON...) { self = .array(elements) }
}
