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
  /// What comes first in the list.
  public enum Order: Hashable, Sendable {
    /// The last changed first.
    case changed
    /// The day observed, the latest first; those without one last.
    case day
  }

  /// Whether deleted contributions are listed: not, with the others, or alone.
  public enum Deleted: Hashable, Sendable {
    case excluded, included, only
  }

  /// Contributions in this space; drafts are in none.
  public var space: SpaceID?
  /// The kind's name, known to this version or not; nil for all.
  public var kind: Name?
  /// A CBS code or the beginning of one: `WK0344` finds the districts of municipality 0344 and the
  /// neighbourhoods below them, `GM0344` the municipality too, `0344` all three. The year of the
  /// division is not compared. A contribution with several areas is found by each.
  public var area: String?
  /// A theme by its id, label or alias, or another word as it was written.
  public var theme: String?
  /// The first day, `YYYY-MM-DD`, itself included; nil for no beginning. With either bound what has no
  /// day is not found.
  public var observedFrom: String?
  /// The last day, itself included; nil for no end.
  public var observedTo: String?
  /// The first millisecond since 1970 (UTC), itself included; nil for no beginning.
  public var changedFrom: UInt64?
  /// The last millisecond, itself included; nil for no end.
  public var changedTo: UInt64?
  /// Made by the person of this device, or changed on it.
  public var mine = false
  /// States of which a contribution has one. An empty set finds nothing.
  public var states: Set<ItemState> = .all
  /// Those that await a settlement: of a field, or of a deletion that met an edit.
  public var conflicts = false
  /// Contested ones are not deleted: they are listed as others are.
  public var deleted = Deleted.excluded
  /// Whether drafts are listed too, where no other condition leaves them out.
  public var includesDrafts = true
  /// What comes first; drafts stand among the documents.
  public var order = Order.changed

  /// Everything that is not deleted, drafts included, the last changed first.
  public init() {}
}

extension Set<ItemState> {
  /// Every state, which asks for nothing.
  public static let all = Set(ItemState.allCases)
  /// Not with the region, or not as it should be; drafts wait for their writer only.
  public static let waiting: Set = [.onThisDevice, .problem]
}
