import SchakelCore

/// What a space's part of an answer has to bring, decided from the space's row and the device's
/// cursor: a few questions to the store, at any size.
enum AnswerPlan: Equatable {
  /// The device is at the end of the log.
  case nothing
  /// The log from here on.
  case entries(after: UInt64)
  /// The documents as they stand. `isUnknown`: because the device's place is not on this log.
  case bootstrap(BootstrapToken, isUnknown: Bool = false)

  init(
    for asked: SyncRequest.Space, in space: SpaceRecord, limits: RegionLimits,
    from store: any RegionReading
  ) throws(RegionError) {
    if let token = try Self.token(asked, space, store) {
      self = .bootstrap(token)
    } else if asked.bootstrap != nil {
      self = .bootstrap(BootstrapToken(space), isUnknown: true)
    } else if let cursor = asked.cursor {
      let isKnown = try Self.recognises(cursor, in: space, store)
      self =
        isKnown
        ? Self.plan(from: cursor, in: space, limits)
        : .bootstrap(BootstrapToken(space), isUnknown: true)
    } else {
      self = .bootstrap(BootstrapToken(space))
    }
  }

  private static func plan(
    from cursor: Cursor, in space: SpaceRecord, _ limits: RegionLimits
  ) -> AnswerPlan {
    let behind = space.position - cursor.position
    if behind == 0 { return .nothing }
    let far = max(limits.tailEntries, space.documents * limits.bootstrapFactor)
    return behind > far ? .bootstrap(BootstrapToken(space)) : .entries(after: cursor.position)
  }

  /// Whether the cursor is on this log.
  ///
  /// The log of a later epoch goes on where the restored one stood: positions and hash run through.
  /// A cursor of an earlier epoch therefore still holds if it lies on what both have in common,
  /// which ends before the entry that began the next epoch, and the log has the same mark there.
  /// Anything beyond is another history, and is not recognised.
  static func recognises(
    _ cursor: Cursor, in space: SpaceRecord, _ store: any RegionReading
  ) throws(RegionError) -> Bool {
    guard cursor.position > 0, cursor.position <= space.position else { return false }
    if cursor == space.head { return true }
    if cursor.epoch != space.epoch {
      guard let last = try store.lastPosition(of: cursor.epoch, in: space.number),
        cursor.position <= last
      else { return false }
    }
    return try store.mark(at: cursor.position, in: space.number) == cursor.mark
  }

  /// Whether all that the device has read of the log is in this one.
  static func knowsPlace(
    of asked: SyncRequest.Space, in space: SpaceRecord, _ store: any RegionReading
  ) throws(RegionError) -> Bool {
    if asked.bootstrap != nil { return try token(asked, space, store) != nil }
    guard let cursor = asked.cursor else { return false }
    return try recognises(cursor, in: space, store)
  }

  /// The token that the device brought, if the log knows where it began.
  private static func token(
    _ asked: SyncRequest.Space, _ space: SpaceRecord, _ store: any RegionReading
  ) throws(RegionError) -> BootstrapToken? {
    guard let bytes = asked.bootstrap, let token = try? BootstrapToken(encoded: bytes),
      token.epoch == space.epoch,
      try recognises(token.cursor, in: space, store)
    else { return nil }
    return token
  }
}
