public import SchakelCore

/// A contribution that its writer has not shared: it has no dot, is in no log and leaves the device
/// in no message and no bundle.
public struct Draft: Hashable, Sendable {
  /// The id that the document has once it is shared.
  public let id: DocumentID
  /// Known to this version or not.
  public let kind: Name
  /// The values of each field: one, or the elements of a set.
  public let fields: [Name: [Value]]
  /// Milliseconds since 1970 (UTC), by the device's clock.
  public let created: UInt64
  /// Milliseconds since 1970 (UTC), by the device's clock.
  public let changed: UInt64
}

extension SQL {
  private static let draftColumns: SQLText = """
    id, \(opened: .draftKind), \(opened: .draftFields), created, changed, origin
    """
  static let draftByID = SQL(sealing: "SELECT \(draftColumns) FROM drafts WHERE id = ?")
  static let allDrafts = SQL(
    sealing: "SELECT \(draftColumns) FROM drafts ORDER BY changed DESC, no DESC")
  static let insertDraft = SQL(
    sealing: """
      INSERT INTO drafts(id, kind, fields, created, changed, origin)
      VALUES (?1, \(sealed: .draftKind, "?2", "?1"), \(sealed: .draftFields, "?3", "?1"), ?4, ?5, ?6)
      """)
  static let updateDraft = SQL(
    sealing: """
      UPDATE drafts SET fields = \(sealed: .draftFields, "?1", "id"), changed = ?2 WHERE id = ?3
      """)
  static let deleteDraft = SQL("DELETE FROM drafts WHERE id = ?")
}

extension Replica {
  /// Keeps a contribution on this device only. Needs no enrolment.
  ///
  /// - Parameter id: the contribution's name where it has one already, as with imported data.
  @discardableResult
  public func draft(
    _ kind: Name, _ fields: [Name: [Value]], id: DocumentID? = nil
  ) throws(ReplicaError) -> DocumentID {
    try ReplicaTransaction.checkName(kind)
    try Draft.check(fields)
    return try write { transaction throws(ReplicaError) in
      let id = id ?? transaction.newDocumentID()
      guard try Draft.find(id, in: transaction.connection) == nil,
        try transaction.document(id) == nil
      else { throw ReplicaError(.invalidEdit("id"), "There is \(id.text) here already.") }
      let now = Int64(transaction.environment.now())
      let bytes = Draft.encode(fields)
      try transaction.run { () throws(SQLiteError) in
        try transaction.connection[.insertDraft].run(
          id.bytes, kind.text, bytes, now, now, [UInt8]?.none)
      }
      transaction.noteChange(of: id)
      #if SCHAKEL_PLANTED_FAULTS
        if PlantedFault.sharesDrafts.isPlanted,
          let space = try Self.allSpaces(transaction.connection).first
        {
          _ = try transaction.create(kind, fields, in: space.id, id: nil, origin: nil)
        }
      #endif
      return id
    }
  }

  /// Changes a draft; the fields given take the place of what was in them, empty ones go.
  public func editDraft(
    _ id: DocumentID, _ fields: [Name: [Value]]
  ) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      guard let draft = try Draft.find(id, in: transaction.connection) else {
        throw ReplicaError.unknownDraft(id)
      }
      let merged = draft.fields.merging(fields) { $1 }.filter { !$0.value.isEmpty }
      try Draft.check(merged)
      let now = Int64(transaction.environment.now())
      try transaction.run { () throws(SQLiteError) in
        try transaction.connection[.updateDraft].run(Draft.encode(merged), now, id.bytes)
      }
      transaction.noteChange(of: id)
    }
  }

  /// Throws a draft away, also one that cannot be read any more. It was nowhere else.
  public func discardDraft(_ id: DocumentID) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      let wasThere = try transaction.run { () throws(SQLiteError) in
        try transaction.connection[.deleteDraft].run(id.bytes)
        return transaction.connection.changes > 0
      }
      guard wasThere else { throw ReplicaError.unknownDraft(id) }
      transaction.noteChange(of: id)
    }
  }

  /// Every draft on this device, the last changed first. Throws `damaged` where one cannot be read.
  public func drafts() throws(ReplicaError) -> [Draft] {
    try read { connection throws(ReplicaError) in
      try connection.statement(.allDrafts).all { row throws(ReplicaError) in try Draft(row) }
    }
  }

  /// The draft with this id; nil where there is none, be it that it was shared.
  public func draft(_ id: DocumentID) throws(ReplicaError) -> Draft? {
    try read { connection throws(ReplicaError) in try Draft.find(id, in: connection) }
  }

  /// Shares a draft into a space: from now on it is a document there, under the same id. A document
  /// that lives in another space stays there, and a copy that names it is made in this one. What was kept
  /// of one in a space that was left (``keptContributions()``) becomes such a copy, and leaves the tray.
  @discardableResult
  public func share(_ id: DocumentID, in space: SpaceID) throws(ReplicaError) -> DocumentID {
    try write { transaction throws(ReplicaError) in
      guard let draft = try Draft.find(id, in: transaction.connection) else {
        if let kept = try transaction.shareKept(id, to: space) { return kept }
        return try transaction.copy(id, to: space)
      }
      try transaction.run { () throws(SQLiteError) in
        try transaction.connection[.deleteDraft].run(id.bytes)
      }
      return try transaction.create(draft.kind, draft.fields, in: space, id: id, origin: nil)
    }
  }
}

extension ReplicaTransaction {
  /// What a document shows now, as a new document in another space.
  fileprivate func copy(_ id: DocumentID, to space: SpaceID) throws(ReplicaError) -> DocumentID {
    guard let document = try document(id) else { throw .unknownDraft(id) }
    let home = try self.space(no: document.space)
    guard home.id != space else {
      throw ReplicaError(.invalidEdit("space"), "It is in \(home.name) already.")
    }
    guard let kind = document.state.kind, document.state.lifecycle != .deleted
    else { throw ReplicaError(.deleted, "This contribution was deleted. Restore it first.") }
    let receipts = try run { () throws(SQLiteError) in
      try connection.receipts(for: document.state, in: document.space)
    }
    var fields: [Name: [Value]] = [:]
    for field in document.state.contentFields {
      let policy = Kind.policy(of: field.name, in: kind)
      let view = document.state.view(of: field.name, policy: policy, receipts: receipts)
      guard view.standing != .conflict else {
        throw ReplicaError(
          .awaitsSettlement(field.name), "\(field.name.text) must be settled before it is copied.")
      }
      fields[field.name] = view.shown
    }
    return try create(
      kind, fields, in: space, id: nil, origin: .document(space: home.id, document: id))
  }
}

extension ReplicaError {
  static func unknownDraft(_ id: DocumentID) -> ReplicaError {
    ReplicaError(.unknownDraft, "No draft \(id.text) on this device.")
  }
}

extension Draft {
  init(_ row: borrowing Row) throws(ReplicaError) {
    let bytes: [UInt8]
    do throws(SQLiteError) {
      id = try row.documentID(at: 0)
      kind = Name(try row.text(at: 1))
      bytes = try row.blob(at: 2)
      created = try row.natural(at: 3)
      changed = try row.natural(at: 4)
    } catch {
      throw ReplicaError(error)
    }
    do throws(CBORError) {
      fields = try Self.decode(bytes)
    } catch {
      throw ReplicaError.damaged("draft \(id.text)", error)
    }
  }

  static func find(
    _ id: DocumentID, in connection: Connection
  ) throws(ReplicaError) -> Draft? {
    try connection.statement(.draftByID).first(id.bytes) { row throws(ReplicaError) in
      try Draft(row)
    }
  }

  /// What could not be shared for its size is not taken: here its writer still has it and can make
  /// it shorter.
  static func check(_ fields: [Name: [Value]]) throws(ReplicaError) {
    guard fields[.lifecycle] == nil else {
      throw ReplicaError(.invalidEdit(.lifecycle), "A field needs a name.")
    }
    let planned = fields.map { field, values in
      PlannedOperation(
        operation: Operation(.set, field: field, replaces: [], count: values.count),
        values: values)
    }
    try ChangePlan(planned).checkSizes(reason: nil)
  }

  /// A flat array: each field's name and the array of its values, in the order of the names.
  static func encode(_ fields: [Name: [Value]]) -> [UInt8] {
    var out = CBORWriter()
    let fields = fields.sorted { $0.key < $1.key }
    out.arrayHead(fields.count * 2)
    for (name, values) in fields {
      out.text(name.text)
      out.arrayHead(values.count)
      for value in values { value.encode(to: &out) }
    }
    return out.bytes
  }

  /// Whatever its size: an earlier version took drafts that were too large, and what is kept must
  /// be seen to be made smaller.
  private static func decode(_ bytes: [UInt8]) throws(CBORError) -> [Name: [Value]] {
    var reader = CBORReader(bytes)
    var fields: [Name: [Value]] = [:]
    for _ in 0..<(try reader.arrayHead()) / 2 {
      let name = Name(try reader.text())
      var values: [Value] = []
      for _ in 0..<(try reader.arrayHead()) {
        values.append(try Value(checking: try reader.encodedItem(limit: .max)))
      }
      fields[name] = values
    }
    return fields
  }
}
