import SchakelCore

// What a device is to erase that follows the log of a space no more: it is out of use, or its person left.
extension SpaceAnswer {
  /// Adds the next orders to erase of a space, as they stand in its log, and the place up to which there
  /// are no others. Nothing else of the log goes there: an order names documents and dots, and no words.
  ///
  /// Somebody who left the space is told as well, as long as they have a device: it holds the words.
  ///
  /// - Parameter cursor: up to where the device has followed the log, or was told orders; where that is not
  ///   known here, all orders are told. To obey one twice changes nothing.
  mutating func addOrders(
    to answer: inout SyncAnswer.Space, after cursor: Cursor?
  ) throws(RegionError) {
    guard let space = try store.space(answer.space, onceOpenTo: device.person) else { return }
    var known: UInt64 = 0
    if let cursor, try AnswerPlan.recognises(cursor, in: space, store) { known = cursor.position }
    let orders = try store.erasureOrders(
      in: space.number, after: known, limit: limits.answerEntries + 1)
    for order in orders {
      guard let stored = try store.entry(at: order.position, in: space.number),
        case .erasure(let erasure) = try LogEntry(stored)
      else { throw .damaged("the log has no order to erase at \(order.position)") }
      guard budget.take(stored.bytes.count) else {
        answer.more = true
        return
      }
      answer.entries.append(.entry(.erasure(erasure)))
      answer.cursor = Cursor(
        epoch: space.epoch, position: order.position,
        mark: try store.mark(at: order.position, in: space.number) ?? 0)
    }
  }
}
