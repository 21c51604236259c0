public import SchakelCore

extension SQL {
  private static let trayColumns: SQLText = """
    SELECT y.key, y.space, y.reason, y.noticed, \(opened: .trayBytes, "y"), y.link, t.writer,
      \(opened: .trayKind, "y")
    FROM tray y JOIN streams t ON t.no = y.key >> 40
    """
  static let allTray = SQL(sealing: "\(trayColumns) ORDER BY y.noticed DESC, y.key DESC")
  static let trayOfSpace = SQL(sealing: "\(trayColumns) WHERE y.space = ? ORDER BY y.key")
  static let trayByKey = SQL(sealing: "\(trayColumns) WHERE y.key = ?")
  static let deleteTray = SQL("DELETE FROM tray WHERE key = ?")
}

extension Replica {
  /// What the region refused of what was written here, or never got of it, the last heard first.
  public func tray() throws(ReplicaError) -> [TrayItem] {
    try read { connection throws(ReplicaError) in try DocumentReader(connection).tray() }
  }

  /// Writes the content of a refused change again, as a new change that names it as its origin, and
  /// takes it out of the tray: once the cause is gone (a role was given, a text is not too large
  /// any more).
  ///
  /// What was to make a document makes one under another id. What was to take elements out of a set
  /// takes out those that are still in it.
  /// - Returns: the document that has the content now.
  /// - Throws: what the writing of it throws; the item then stays where it is.
  @discardableResult
  public func releaseTray(_ id: TrayItem.ID) throws(ReplicaError) -> DocumentID {
    try write { transaction throws(ReplicaError) in
      let item = try TrayRow.find(id, in: transaction.connection)
      guard item.code != .left else {
        throw ReplicaError.leftSpace(try transaction.space(no: item.space))
      }
      let document = try transaction.release(item)
      try transaction.deleteTray(id)
      return document
    }
  }

  /// Throws the content of a change away that is in the tray, as its writer wishes. It was nowhere else.
  public func discardTray(_ id: TrayItem.ID) throws(ReplicaError) {
    try write { transaction throws(ReplicaError) in
      let item = try TrayRow.find(id, in: transaction.connection)
      if item.code == .left { try transaction.letGo(item) } else { try transaction.deleteTray(id) }
      transaction.noteChange(of: item.change.header.document)
    }
  }
}

extension DocumentReader {
  func tray() throws(ReplicaError) -> [TrayItem] {
    var items: [TrayItem] = []
    for row in try TrayRow.all(in: connection) {
      guard let reason = TrayItem.Reason(row.code) else { continue }
      let header = row.change.header
      let space = try space(no: row.space)
      items.append(
        TrayItem(
          id: row.key.rawValue, dot: row.change.dot,
          space: DocumentSpace(id: space.id, name: space.name), document: header.document,
          kind: header.kind ?? row.kind, reason: reason, time: header.time.milliseconds,
          noticed: row.noticed,
          steps: row.planned.map { plan in
            let field = plan.operation.field
            return TrayItem.Step(
              field: field, kind: plan.operation.kind,
              values: field == .lifecycle ? [] : plan.values)
          }, words: row.content?.reason))
    }
    return items
  }
}

extension TrayItem.Reason {
  /// nil for what nobody is to see any more.
  fileprivate init?(_ code: TrayCode) {
    switch code {
    case .givenOutTwice: self = .givenOutTwice
    case .refused(let reason): self = .refused(reason)
    case .left: self = .leftSpace
    case .letGo: return nil
    }
  }
}
