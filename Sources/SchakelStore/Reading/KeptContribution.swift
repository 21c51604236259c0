public import SchakelCore

/// What a person wrote of a contribution in a space that they left, and that the region never got or
/// refused: put together from their own changes, and from nothing that others wrote.
public struct KeptContribution: Hashable, Sendable, Identifiable {
  /// The contribution's, in the space that was left.
  public let id: DocumentID
  /// Where it was.
  public let space: DocumentSpace
  /// Its kind; nil where this device never knew it.
  public let kind: Name?
  /// What the person set or added, field by field; of a contribution that others made no more than that.
  public let fields: [Name: [Value]]
  /// When it was last changed here, as claimed: milliseconds since 1970 (UTC).
  public let changed: UInt64
}

extension KeptContribution {
  /// A value, and what brought it.
  private struct Version {
    let dot: Dot
    let index: Int
    let value: Value

    func isNamed(by target: Operation.Target) -> Bool {
      target.dot == dot && (target.index == nil || target.index == index)
    }
  }

  /// Puts the changes of one document together, in the order in which they were written.
  init?(_ rows: [TrayRow], in space: DocumentSpace) {
    guard let first = rows.first else { return nil }
    id = first.change.header.document
    self.space = space
    kind = rows.lazy.compactMap { $0.change.header.kind ?? $0.kind }.first
    changed = rows.map(\.change.header.time.milliseconds).max() ?? 0
    var versions: [Name: [Version]] = [:]
    for row in rows {
      for plan in row.planned where plan.operation.field != .lifecycle {
        let (field, operation) = (plan.operation.field, plan.operation)
        versions[field]?.removeAll { version in
          operation.replaces.contains { version.isNamed(by: $0) }
        }
        versions[field, default: []] += plan.values.enumerated().map {
          Version(dot: row.change.dot, index: $0.offset, value: $0.element)
        }
      }
    }
    var fields: [Name: [Value]] = [:]
    for (field, versions) in versions {
      let values = versions.map(\.value)
      // Two lives of a device may each have written one: the later is what was meant.
      let isSet = kind.map { Kind.policy(of: field, in: $0) == .union } ?? true
      fields[field] = isSet ? values.distinct : values.suffix(1)
    }
    self.fields = fields.filter { !$0.value.isEmpty }
  }
}

extension Replica {
  /// What was kept of spaces that this device's person left, the last changed first, until it is shared
  /// into another space (``share(_:in:)``), discarded, or handed in since the person came back.
  public func keptContributions() throws(ReplicaError) -> [KeptContribution] {
    try read { connection throws(ReplicaError) in
      try KeptContribution.all(in: connection).sorted { $0.changed > $1.changed }
    }
  }
}

extension KeptContribution {
  static func all(in connection: Connection) throws(ReplicaError) -> [KeptContribution] {
    var all: [KeptContribution] = []
    for space in try Replica.allSpaces(connection) where space.left != nil {
      let rows = try TrayRow.all(of: space, connection).filter { $0.content != nil }
      let home = DocumentSpace(id: space.id, name: space.name)
      for rows in Dictionary(grouping: rows, by: \.change.header.document).values {
        if let kept = KeptContribution(rows.inOrder, in: home) { all.append(kept) }
      }
    }
    return all
  }
}

extension [TrayRow] {
  /// As they were written.
  fileprivate var inOrder: [TrayRow] {
    sorted { ($0.change.header.time, $0.key.rawValue) < ($1.change.header.time, $1.key.rawValue) }
  }
}

extension SQL {
  static let letGoOfTray = SQL(
    sealing: """
      UPDATE tray SET reason = ?1, bytes = \(sealed: .trayBytes, "?2", "key"), kind = NULL
      WHERE key = ?3
      """)
}

extension ReplicaTransaction {
  /// The words go; what the chain needs stays, should the person come back to the space.
  func letGo(_ row: TrayRow) throws(ReplicaError) {
    let bytes = row.change.erased(hashing).encoded
    try run { () throws(SQLiteError) in
      try connection[.letGoOfTray].run(TrayCode.letGo.rawValue, bytes, row.key.rawValue)
    }
    try Meta.write(.unswept, 1, in: connection)
  }

  /// Makes a new document in another space of what was kept, and lets that go; nil where nothing was kept
  /// of the document.
  func shareKept(_ id: DocumentID, to space: SpaceID) throws(ReplicaError) -> DocumentID? {
    guard let kept = try KeptContribution.all(in: connection).first(where: { $0.id == id }) else {
      return nil
    }
    guard let kind = kept.kind, !kept.fields.isEmpty else {
      throw ReplicaError(
        .invalidEdit("kind"),
        "Nothing is left of it that would make a contribution. Copy what you need from the tray.")
    }
    let home = try self.space(kept.space.id)
    let copy = try create(
      kind, kept.fields, in: space, id: nil, origin: .document(space: home.id, document: id))
    for row in try TrayRow.all(of: home, connection)
    where row.change.header.document == id && row.content != nil {
      if row.code == .left { try letGo(row) } else { try deleteTray(row.key.rawValue) }
    }
    noteChange(of: id)
    return copy
  }
}
