import SchakelCore

extension DocumentReader {
  func document(_ row: DocumentRow) throws(ReplicaError) -> Document {
    let state = row.state
    let space = try space(no: row.space)
    let receipts = try receipts(for: state, in: row.space)
    var fields: [DocumentField] = []
    for name in Self.order(state.contentFields.map(\.name), in: state.kind) {
      let field = try field(name, of: state, receipts)
      if !field.isEmpty { fields.append(field) }
    }
    return Document(
      id: row.id, space: DocumentSpace(id: space.id, name: space.name), kind: state.kind ?? "",
      titles: Heading(of: state, receipts: receipts).titles, fields: fields,
      author: try row.author.map { person throws(ReplicaError) in try author(person) },
      created: row.id.milliseconds, changed: row.changed, lifecycle: state.lifecycle,
      deletions: try deletions(of: state, receipts), state: try itemState(of: row))
  }

  func document(_ draft: Draft) throws(ReplicaError) -> Document {
    let names = Self.order(draft.fields.keys.sorted(), in: draft.kind)
    return Document(
      id: draft.id, space: nil, kind: draft.kind, titles: Heading(of: draft).titles,
      fields: names.map { name in
        DocumentField(
          name: name, policy: Kind.policy(of: name, in: draft.kind),
          shown: draft.fields[name] ?? [], standing: .plain, versions: [])
      },
      author: try owner(), created: draft.created, changed: draft.changed, lifecycle: .alive,
      deletions: [], state: .draft)
  }

  /// The person that uses this device.
  func owner() throws(ReplicaError) -> Author? {
    guard let person = try Replica.storedIdentity(connection)?.person else { return nil }
    return try author(person)
  }

  func field(
    _ name: Name, of state: DocumentState, _ receipts: Receipts
  ) throws(ReplicaError) -> DocumentField {
    let policy = Kind.policy(of: name, in: state.kind)
    let view = state.view(of: name, policy: policy, receipts: receipts)
    return DocumentField(
      name: name, policy: policy, shown: view.shown, standing: view.standing,
      versions: try view.siblings.map { sibling throws(ReplicaError) in
        try version(sibling, value: sibling.value, receipts)
      })
  }

  /// The deletion marks. What they hold is for the merge, not for people.
  func deletions(
    of state: DocumentState, _ receipts: Receipts
  ) throws(ReplicaError) -> [FieldVersion] {
    try state.siblings(of: .lifecycle).map { mark throws(ReplicaError) in
      try version(mark, value: nil, receipts)
    }
  }

  func version(
    _ sibling: Sibling, value: Value?, _ receipts: Receipts
  ) throws(ReplicaError) -> FieldVersion {
    FieldVersion(
      value: value, dot: sibling.dot, index: sibling.index,
      author: try author(sibling.origin?.author ?? sibling.author),
      time: sibling.time.milliseconds, received: receipts[sibling.dot], origin: sibling.origin)
  }

  /// The order of the kind's table, then that of the names.
  static func order(_ names: [Name], in kind: Name?) -> [Name] {
    let table = kind.flatMap(Kind.named)?.fields.map(\.name) ?? []
    return table.filter(names.contains) + names.filter { !table.contains($0) }
  }
}

extension DocumentID {
  /// When the id was made, where it tells (RFC 9562 §5.7); milliseconds since 1970 (UTC).
  var milliseconds: UInt64? {
    let bytes = self.bytes
    guard bytes[6] >> 4 == 7 else { return nil }
    return bytes[..<6].reduce(0) { $0 << 8 | UInt64($1) }
  }
}
