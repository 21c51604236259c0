import SchakelCore

extension SQL {
  static let oweConfirmation = SQL("INSERT OR IGNORE INTO obeyed(space) VALUES (?)")
  fileprivate static let oweAgain = SQL(
    "INSERT OR IGNORE INTO obeyed(space) SELECT ?1 FROM erased WHERE space = ?1 LIMIT 1")
  fileprivate static let isOwed = SQL("SELECT 1 FROM obeyed WHERE space = ?")
  fileprivate static let forgetOwed = SQL("DELETE FROM obeyed WHERE space = ?")
}

// What the region is told once an order to erase was obeyed.
extension Replica {
  /// The word that all orders up to here were obeyed; nil where it was given already, where the device is
  /// still reading up to them, or where erased words may still be in one of its files.
  ///
  /// - Parameter told: of a device that is out of use, up to where it was told orders.
  func confirmation(
    for space: SpaceRow, told: Cursor? = nil, _ signer: DeviceSigner, _ connection: Connection
  ) throws(ReplicaError) -> ErasureConfirmation? {
    guard let place = told ?? (space.bootstrap == nil ? space.cursor : nil),
      try connection.rows(.isOwed, space.no, read: { _ throws(SQLiteError) in true }) == [true],
      try Meta.integer(.unswept, in: connection) != 1
    else { return nil }
    let message = ErasureConfirmation.message(of: identity.replica, in: space.id, at: place)
    return ErasureConfirmation(place: place, signature: signer(message))
  }
}

extension ReplicaTransaction {
  /// The word is to be given once more, where anything was erased.
  func oweConfirmationAgain(in space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.oweAgain].run(space.no) }
  }

  /// The region has heard it.
  func endConfirmation(in space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.forgetOwed].run(space.no) }
  }
}
