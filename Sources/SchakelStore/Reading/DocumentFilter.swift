public import SchakelCore

/// Which contributions to list, and in what order.
///
///     var filter = DocumentFilter()
///     filter.kind = "fieldNote"
///     filter.area = "WK0344"
///     filter.states = .waiting
///
/// Conditions are joined by *and*; those that are nil ask for nothing.
public struct DocumentFilter: Hashable, Sendable {
  public enum Order: Hashable, Sendable {
    /// The last changed first.
    case changed
    /// The day observed, the latest first; those without one last.
    case day
  }

  public enum Deleted: Hashable, Sendable {
    case excluded, included, only
  }

  /// Contributions in this space; drafts are in none.
  public var space: SpaceID?
  public var kind: Name?
  /// A CBS code or the beginning of one: `WK0344` finds the districts of municipality 0344 and the
  /// neighbourhoods below them, `GM0344` the municipality too, `0344` all three. The year of the
  /// division is not compared. A contribution with several areas is found by each.
  public var area: String?
  /// A theme by its id, label or alias, or another word as it was written.
  public var theme: String?
  /// Days, `YYYY-MM-DD`, both included; what has no day is not found.
  public var observedFrom: String?
  public var observedTo: String?
  /// Milliseconds since 1970 (UTC), both included.
  public var changedFrom: UInt64?
  public var changedTo: UInt64?
  /// Made by the person of this device, or changed on it.
  public var mine = false
  public var states: Set<ItemState> = .all
  /// Those that await a settlement: of a field, or of a deletion that met an edit.
  public var conflicts = false
  public var deleted = Deleted.excluded
  public var includesDrafts = true
  public var order = Order.changed

  public init() {}
}

extension Set<ItemState> {
  public static let all = Set(ItemState.allCases)
  /// Not with the region, or not as it should be; drafts wait for their writer only.
  public static let waiting: Set = [.onThisDevice, .problem]
}
