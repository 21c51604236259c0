public import SchakelCore

/// One contribution as people exchange it in a file: a kind and its fields, and an id where it has
/// one.
///
///     {"kind": "fieldNote", "title": "Bankje", "area": "WK034403", "areaYear": 2024}
///
/// Reading and writing are each other's inverse, also for kinds and fields that this version does
/// not know, which are carried as they are.
public struct Contribution: Hashable, Sendable {
  /// What one field holds.
  public struct Field: Hashable, Sendable {
    /// The field's name as kinds have it; several members of the line may make one field.
    public let name: Name
    /// One value; all elements of a set; or, where people wrote apart and nobody has chosen yet,
    /// every version, the shown one first.
    public let values: [Value]

    public init(_ name: Name, _ values: [Value]) {
      self.name = name
      self.values = values
    }
  }

  /// nil for one that has no name yet.
  public var id: DocumentID?
  /// Known to this version or not.
  public let kind: Name
  /// In the order of their names' bytes; none is without values.
  public let fields: [Field]

  public init(id: DocumentID? = nil, kind: Name, fields: [Field]) {
    self.id = id
    self.kind = kind
    self.fields = fields.filter { !$0.values.isEmpty }.sorted { $0.name < $1.name }
  }

  /// What a field holds; empty where it is not there.
  public func values(of name: Name) -> [Value] {
    fields.first { $0.name == name }?.values ?? []
  }

  /// Whether this version knows the kind.
  public var isKnownKind: Bool { Kind.named(kind) != nil }

  /// The fields that this version does not know; none where it does not know the kind either.
  public var unknownFields: [Name] {
    guard let definition = Kind.named(kind) else { return [] }
    return fields.map(\.name).filter { definition.field($0) == nil }
  }

  /// SHA-256 over what the contribution says, whatever order, spelling or white space it came in.
  /// The id is no part of it.
  public func digest(salt: [UInt8], _ hashing: Hashing) -> Digest {
    var out = CBORWriter()
    out.byteString(salt)
    out.text(kind.text)
    out.arrayHead(fields.count)
    for field in fields {
      out.text(field.name.text)
      let isSet = Kind.policy(of: field.name, in: kind) == .union
      let values = isSet ? field.values.sorted() : field.values
      out.arrayHead(values.count)
      for value in values { value.encode(to: &out) }
    }
    return hashing.sha256(out.bytes)
  }
}
