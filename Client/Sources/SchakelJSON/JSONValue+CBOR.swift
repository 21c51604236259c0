public import SchakelCore

extension JSONValue {
  /// What any field's value looks like in JSON. Numbers, text, lists and objects look like
  /// themselves; what JSON has no form for stands in an object with one member, whose name begins
  /// with a dollar sign:
  ///
  ///     {"$bytes": "00ff"}                 bytes, as hexadecimal digits
  ///     {"$map": [[1, "a"], [2, "b"]]}     a map whose keys are not all text
  ///
  /// The mapping loses nothing: ``item()`` gives the same value back.
  public init(_ item: CBORItem) {
    switch item {
    case .unsigned(let number): self = .unsigned(number)
    case .negative(let number): self = .negative(number)
    case .bytes(let bytes): self = .object([Member(Self.bytesName, .string(Hex.encode(bytes)))])
    case .text(let text): self = .string(text)
    case .array(let items): self = .array(items.map(JSONValue.init(_:)))
    case .map(let pairs): self = Self.object(of: pairs)
    case .bool(let flag): self = .bool(flag)
    case .null: self = .null
    case .double(let number): self = .double(number)
    }
  }

  static let bytesName = "$bytes"
  static let mapName = "$map"

  private static func object(of pairs: [CBORItem.Pair]) -> JSONValue {
    var members: [Member] = []
    for pair in pairs {
      guard case .text(let name) = pair.key else { return map(of: pairs) }
      members.append(Member(name, JSONValue(pair.value)))
    }
    return isEscape(members) ? map(of: pairs) : .object(members)
  }

  private static func map(of pairs: [CBORItem.Pair]) -> JSONValue {
    let items = pairs.map { JSONValue.array([JSONValue($0.key), JSONValue($0.value)]) }
    return .object([Member(mapName, .array(items))])
  }

  /// Whether an object with these members stands for something that JSON has no form for.
  private static func isEscape(_ members: [Member]) -> Bool {
    members.count == 1
      && [bytesName, mapName].contains { $0.utf8.elementsEqual(members[0].name.utf8) }
  }

  /// The value that this stands for; nil where a member with a dollar sign does not hold what it
  /// should.
  public func item() -> CBORItem? {
    switch self {
    case .null: return .null
    case .bool(let flag): return .bool(flag)
    case .unsigned(let number): return .unsigned(number)
    case .negative(let number): return .negative(number)
    case .double(let number): return .double(number)
    case .string(let text): return .text(text)
    case .array(let items):
      return Self.all(items.map { $0.item() }).map(CBORItem.array)
    case .object(let members):
      if Self.isEscape(members) { return Self.escaped(members[0]) }
      let pairs = members.map { member in
        member.value.item().map { CBORItem.Pair(.text(member.name), $0) }
      }
      return Self.all(pairs).map(CBORItem.map)
    }
  }

  private static func escaped(_ member: Member) -> CBORItem? {
    if member.name.utf8.elementsEqual(bytesName.utf8) {
      return member.value.string.flatMap(Hex.decode).map(CBORItem.bytes)
    }
    let pairs = member.value.array?.map { pair -> CBORItem.Pair? in
      guard let parts = pair.array, parts.count == 2, let key = parts[0].item(),
        let value = parts[1].item()
      else { return nil }
      return CBORItem.Pair(key, value)
    }
    return pairs.flatMap(all).map(CBORItem.map)
  }

  private static func all<T>(_ items: [T?]) -> [T]? {
    let present = items.compactMap { $0 }
    return present.count == items.count ? present : nil
  }
}
