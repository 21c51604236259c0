public import SchakelCore

/// A record with all that the region can say of it now: who is behind the pseudonyms, and what was
/// written, as far as it was not erased.
public struct ConflictDetail: Sendable {
  /// A device that wrote, or that a writer had seen changes of.
  public struct Device: Sendable {
    /// The device's own identifier.
    public let replica: ReplicaID
    /// What its owner calls it; empty for the region itself.
    public let name: String
    /// Whose it is.
    public let person: PersonID
  }

  /// What a change did to the field, as the log still has it.
  public struct Content: Hashable, Sendable {
    /// nil where the change touched other fields alone: an edit that met a deletion.
    public let operation: Operation.Kind?
    /// The values that it brought to the field; nil where they were erased.
    public let values: [Value]?
    /// The reason that a person gave; nil where there is none, or it was erased.
    public let reason: String?
    /// Whether the document still has something of it: a value, or the deletion.
    public let stands: Bool
  }

  /// What happened.
  public let record: ConflictRecord
  /// The space of its document.
  public let space: SpaceInfo
  /// The names that the region has for those who took part, in the order of their pseudonyms.
  public let people: [AuditPart.Person]
  /// In the order of their identifiers.
  public let devices: [Device]
  /// What each of the record's versions said, in the record's order.
  public let versions: [Content]
  /// For each of the record's events, what settled it; nil for all other events.
  public let settlements: [Content?]
}
