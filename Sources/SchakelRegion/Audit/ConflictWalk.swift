import SchakelCore

/// Gathers one page of records. It ends when the page is full, and also when so many rows were looked
/// at that a filter which lets nothing through would keep the store for long.
struct ConflictWalk {
  private let query: ConflictQuery
  private var rows: Int
  private var bytes: Int
  private(set) var items: [ConflictPage.Item] = []
  /// The last row that was looked at.
  private(set) var last: (space: Int64, place: ConflictPlace)?

  init(_ query: ConflictQuery, _ limits: RegionLimits) {
    self.query = query
    rows = limits.conflictRows
    bytes = limits.answerBytes
  }

  var isOver: Bool { items.count >= max(query.limit, 1) || rows <= 0 || bytes <= 0 }

  /// Looks through a space, from a place on, until the page ends or the space does.
  mutating func look(
    in space: SpaceRecord, after place: ConflictPlace, from store: any RegionReading
  ) throws(RegionError) {
    guard !isOver else { return }
    var walk = self
    try store.conflicts(in: space.number, after: place, onlyOpen: query.state == .open) {
      record throws(RegionError) in
      walk.take(record, in: space)
      return !walk.isOver
    }
    self = walk
  }

  private mutating func take(_ record: ConflictRecord, in space: SpaceRecord) {
    rows -= 1
    last = (space.number, ConflictPlace(record))
    guard query.matches(record) else { return }
    items.append(ConflictPage.Item(record: record, space: space.id))
    bytes -= record.encoded.count
  }
}
