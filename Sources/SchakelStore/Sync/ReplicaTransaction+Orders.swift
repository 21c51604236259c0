import SchakelCore

extension SQL {
  fileprivate static let toldOrders = SQL(
    "SELECT epoch, position, mark FROM told_orders WHERE space = ?")
  fileprivate static let forgetToldOrders = SQL("DELETE FROM told_orders WHERE space = ?")
  fileprivate static let noteToldOrders = SQL(
    "INSERT OR REPLACE INTO told_orders(space, epoch, position, mark) VALUES (?, ?, ?, ?)")
}

// What a device is told to erase that is out of use, or whose person left the space and which kept something
// of theirs. It follows no log there any more, so that the place up to which it heard of orders is kept
// beside its cursor.
extension Replica {
  /// Up to where the region has told this device the orders to erase of a space; nil where it has told it
  /// none since the device follows the log no more.
  static func toldOrders(
    of space: SpaceRow, _ connection: Connection
  ) throws(ReplicaError) -> Cursor? {
    try connection.row(.toldOrders, space.no) { row throws(SQLiteError) in
      Cursor(
        epoch: EpochID(rawValue: try row.bits(at: 0)), position: try row.natural(at: 1),
        mark: UInt64(bitPattern: try row.int64(at: 2)))
    }
  }
}

extension ReplicaTransaction {
  /// Takes note that the region has this device's word, where it still owes that one, and obeys what is told.
  ///
  /// - Returns: how many orders there were.
  func hearOrders(
    _ told: SyncAnswer.Space, to asked: SyncRequest.Space, in space: SpaceRow
  ) throws(ReplicaError) -> Int {
    // Another process may have been told more meanwhile, and owe another word.
    let place = try Replica.toldOrders(of: space, connection) ?? space.cursor
    // Before what is told now, which may be another order.
    if let word = asked.confirmation, word.place == place { try endConfirmation(in: space) }
    // What was told up to where this device said that it is was told before.
    guard told.cursor != asked.cursor else { return 0 }
    return try obeyOrders(of: told, isCurrent: place == asked.cursor)
  }

  /// The person is in the space again: the log says what is to be erased.
  func forgetToldOrders(of space: SpaceRow) throws(ReplicaError) {
    try run { () throws(SQLiteError) in try connection[.forgetToldOrders].run(space.no) }
  }

  /// Obeys the orders that came with an answer to what was handed in, as a device in use obeys those of the
  /// log. Anything else that came in their place is not taken in.
  ///
  /// - Parameter isCurrent: whether it was asked from the place that is noted now.
  /// - Returns: how many there were.
  func obeyOrders(
    of told: SyncAnswer.Space, isCurrent: Bool
  ) throws(ReplicaError) -> Int {
    var count = 0
    for case .entry(.erasure(let order)) in told.entries {
      try note(.erasure(order), in: try space(told.space))
      count += 1
    }
    guard isCurrent, let place = told.cursor else { return count }
    let no = try space(told.space).no
    try run { () throws(SQLiteError) in
      try connection[.noteToldOrders].run(
        no, place.epoch.bytes, Int64(place.position), Int64(bitPattern: place.mark))
    }
    return count
  }
}
