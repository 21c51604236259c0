public import SchakelCore

extension Contribution {
  /// Reads one line of JSON Lines.
  public init(line: [UInt8]) throws(Refusal) {
    let json: JSONValue
    do throws(JSONError) {
      json = try JSONReader.read(line)
    } catch {
      throw Refusal(.json(error))
    }
    try self.init(json)
  }

  /// Reads one object of fields.
  public init(_ json: JSONValue) throws(Refusal) {
    var reader = try ContributionReader(json)
    self = try reader.read()
  }

  /// The object that reads back as this contribution: id, kind, the fields that this version knows
  /// in the order of its tables, then the others.
  public var json: JSONValue {
    var writer = ContributionWriter(kind: Kind.named(kind))
    var members: [JSONValue.Member] = []
    if let id { members.append(JSONValue.Member(ReservedName.id.text, .string(id.text))) }
    members.append(JSONValue.Member(ReservedName.kind.text, .string(kind.text)))
    for field in inTableOrder { members += writer.members(of: field) }
    return .object(members + writer.rest)
  }

  private var inTableOrder: [Field] {
    let table = Kind.named(kind)?.fields.map(\.name) ?? []
    let known = table.compactMap { name in fields.first { $0.name == name } }
    return known + fields.filter { !table.contains($0.name) }
  }

  /// What a document shows, as a contribution: with every version of what awaits a choice, and
  /// only the shown version of what a rule settled. nil before the change that made it has come.
  public init?(id: DocumentID, state: DocumentState, receipts: Receipts = .none) {
    guard let kind = state.kind else { return nil }
    let fields = state.contentFields.map { field in
      let policy = Kind.policy(of: field.name, in: kind)
      return Field(
        field.name, state.view(of: field.name, policy: policy, receipts: receipts).shown)
    }
    self.init(id: id, kind: kind, fields: fields)
  }
}
