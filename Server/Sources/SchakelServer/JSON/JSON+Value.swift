public import SchakelCore

extension JSON {
  /// A field's value. Numbers, text, lists and maps look like themselves; what JSON has no form for
  /// stands in an object with one member, whose name begins with a dollar sign:
  ///
  ///     {"$bytes": "00ff"}                 bytes, as hexadecimal digits
  ///     {"$map": [[1, "a"], [2, "b"]]}     a map whose keys are not all text
  // By its full name: a dictionary literal gives `JSON` a `Value` of its own, which stands for this one
  // in some orders of compilation.
  public init(_ value: SchakelCore.Value) { self.init(value.item) }

  init(_ item: CBORItem) {
    switch item {
    case .unsigned(let number): self = .unsigned(number)
    case .negative(let number): self = .integer(number)
    case .bytes(let bytes): self = .object([Member(Self.bytesName, .string(Hex.encode(bytes)))])
    case .text(let text): self = .string(text)
    case .array(let items): self = .array(items.map { JSON($0) })
    case .map(let pairs): self = Self.object(of: pairs)
    case .bool(let flag): self = .bool(flag)
    case .null: self = .null
    case .double(let number): self = .double(number)
    }
  }

  private static let bytesName = "$bytes"
  private static let mapName = "$map"

  /// A map with text keys alone is an object, unless it would be taken for something else.
  private static func object(of pairs: [CBORItem.Pair]) -> JSON {
    var members: [Member] = []
    for pair in pairs {
      guard case .text(let name) = pair.key else { return map(of: pairs) }
      members.append(Member(name, JSON(pair.value)))
    }
    let isAmbiguous = members.count == 1 && [bytesName, mapName].contains(members[0].name)
    return isAmbiguous ? map(of: pairs) : .object(members)
  }

  private static func map(of pairs: [CBORItem.Pair]) -> JSON {
    .object([Member(mapName, .array(pairs.map { [JSON($0.key), JSON($0.value)] }))])
  }
}
