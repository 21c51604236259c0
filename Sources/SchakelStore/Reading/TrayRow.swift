import SchakelCore

/// A row of the tray.
struct TrayRow {
  let key: ChangeKey
  let space: Int64
  let code: TrayCode
  let noticed: UInt64
  let change: Change
  /// Of its stream's chain.
  let link: ChangeLink
  /// Of its document, where the change does not say it and the document is not here.
  let kind: Name?
  let content: Payload.Content?

  static func all(in connection: Connection) throws(ReplicaError) -> [TrayRow] {
    try connection.statement(.allTray).all { row throws(ReplicaError) in try TrayRow(row) }
  }

  /// What there is of one space, what was let go among it.
  static func all(
    of space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> [TrayRow] {
    try connection.statement(.trayOfSpace).all(space.no) { row throws(ReplicaError) in
      try TrayRow(row)
    }
  }

  static func find(_ id: TrayItem.ID, in connection: Connection) throws(ReplicaError) -> TrayRow {
    let found = try connection.statement(.trayByKey).first(id) { row throws(ReplicaError) in
      try TrayRow(row)
    }
    guard let found else {
      throw ReplicaError(.unknownDocument, "There is no such item in the tray any more.")
    }
    return found
  }

  private init(_ row: borrowing Row) throws(ReplicaError) {
    let bytes: [UInt8]
    let writer: Writer?
    do throws(SQLiteError) {
      key = ChangeKey(rawValue: try row.int64(at: 0))
      space = try row.int64(at: 1)
      code = TrayCode(rawValue: try row.int64(at: 2))
      noticed = try row.natural(at: 3)
      bytes = try row.blob(at: 4)
      link = ChangeLink(stored: try row.blob(at: 5))
      writer = Writer(bytes: try row.blob(at: 6))
      kind = try row.textIfPresent(at: 7).map { Name($0) }
    } catch {
      throw ReplicaError(error)
    }
    guard let writer else { throw ReplicaError(.damaged, "A stream's writer cannot be read.") }
    do throws(CBORError) {
      change = try Change(encoded: bytes, writer: writer)
      content = try change.payload.content()
    } catch {
      throw ReplicaError.damaged("a refused change", error)
    }
  }

  /// The first four bytes of its link.
  var check: UInt32 { link.check }

  /// Each operation with the values that it brings.
  var planned: [PlannedOperation] {
    var next = 0
    return change.header.operations.map { operation in
      defer { next += operation.count }
      let values = content.map { Array($0.values[next..<next + operation.count]) }
      return PlannedOperation(operation: operation, values: values ?? [])
    }
  }
}
