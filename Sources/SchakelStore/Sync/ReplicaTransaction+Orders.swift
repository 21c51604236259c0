import SchakelCore

extension SQL {
  fileprivate static let toldOrders = SQL(
    "SELECT epoch, position, mark FROM told_orders WHERE space = ?")
  fileprivate static let noteToldOrders = SQL(
    "INSERT OR REPLACE INTO told_orders(space, epoch, position, mark) VALUES (?, ?, ?, ?)")
}

// What a device that is out of use is told to erase. It follows no log any more, so that the place up to
// which it heard of orders is kept beside its cursor, which stays where it was.
extension Replica {
  /// Up to where the region has told this device the orders to erase of a space; nil where it has told it
  /// none since the device is out of use.
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
