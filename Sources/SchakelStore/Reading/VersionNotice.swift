public import SchakelCore

/// What became of something that the person with this device wrote, for that person to be told once.
///
///     for notice in try replica.notices() where notice.isNew {
///       print(notice.title, notice.field.text, notice.sort, notice.by.name ?? "")
///     }
///     try replica.markSeen(replica.notices())
///
/// It comes with others' changes, and never with the person's own, on whatever device. An ordinary
/// edit by somebody who had seen the version is none. It holds no words: title and reason are read
/// from the contribution and the change, and go when these are erased.
public struct VersionNotice: Hashable, Sendable {
  /// What happened to the version.
  public enum Sort: UInt8, Hashable, Sendable, CaseIterable {
    /// It was put together with others' versions, by the region's rule or a person, and is part of
    /// the text that stands there now.
    case combined = 1
    /// A person settled a conflict for another version, or for another value.
    case settled = 2
    /// Another version that was written at the same time is shown in its place; it can still be seen.
    case gaveWay = 3
    /// Something else stands there now. How that came about is not known on this device, which got the
    /// contribution as it stands.
    case replaced = 4
    /// The contribution was deleted by somebody who knew of it, after it had met a deletion.
    case deleted = 5
  }

  /// Names it to ``Replica/markSeen(_:)``.
  public let id: Int64
  /// The contribution.
  public let document: DocumentID
  /// Where it is.
  public let space: DocumentSpace
  /// What the contribution is called now; empty where it has no title.
  public let title: String
  /// The field's name; empty for ``Sort/deleted``, which is about all of them.
  public let field: Name
  /// What happened.
  public let sort: Sort
  /// Who did it: the region itself, where its rule put texts together.
  public let by: Author
  /// Who wrote the other versions that were there, in the order of their dots; without the person.
  public let others: [Author]
  /// Why, in the words of whoever settled it; nil where there is none, or where it is not here.
  public let reason: String?
  /// When this device noticed, in milliseconds since 1970 (UTC).
  public let noticed: UInt64
  /// Whether it was not marked as seen yet.
  public let isNew: Bool
}
