public import SchakelCore

/// A device that was enrolled.
public struct DeviceRecord: Sendable {
  /// The database on the device: one device each.
  public let replica: ReplicaID
  /// Whose device it is.
  public let person: PersonID
  /// What its owner, or the operator, calls it.
  public let name: String
  /// Ed25519, thirty-two bytes: what its seals are checked with.
  public let publicKey: [UInt8]
  /// Only an active device is heard.
  public var status: LogEntry.Device.Status
  /// When it was enrolled, milliseconds since 1970 (UTC).
  public let created: UInt64
  /// The coordinator who decided what its ``status`` is; nil for the operator, and where it is active.
  public var decidedBy: PersonID?
  /// When it was decided what its ``status`` is, milliseconds since 1970 (UTC).
  public var decided: UInt64
  /// When the device last spoke to the region, to within `RegionLimits.contactInterval`.
  public let lastContact: UInt64?
  /// The program that it last spoke with.
  public let agent: String
  /// When its word came that it has erased all, milliseconds since 1970 (UTC); nil where it has not.
  public let emptied: UInt64?

  public init(
    replica: ReplicaID, person: PersonID, name: String, publicKey: [UInt8],
    status: LogEntry.Device.Status, created: UInt64, decidedBy: PersonID? = nil,
    decided: UInt64? = nil, lastContact: UInt64?, agent: String, emptied: UInt64? = nil
  ) {
    self.replica = replica
    self.person = person
    self.name = name
    self.publicKey = publicKey
    self.status = status
    self.created = created
    self.decidedBy = decidedBy
    self.decided = decided ?? created
    self.lastContact = lastContact
    self.agent = agent
    self.emptied = emptied
  }

  /// What is said of it where everybody knows who decided.
  ///
  /// - Parameter accepted: how far its streams in a space had come when it was taken out of use.
  func entry(accepted: [StreamTip] = []) -> LogEntry.Device {
    LogEntry.Device(
      replica: replica, person: person, publicKey: publicKey, status: status,
      actor: status == .active ? nil : decidedBy, time: decided,
      accepted: status == .active ? [] : accepted)
  }

  /// What the log of a space says of it, with what the store has of its streams. Who decided is named
  /// where they coordinate that very space at this place of the log, since whoever checks it asks that.
  func entry(
    in space: Int64, from store: any RegionReading
  ) throws(RegionError) -> LogEntry.Device {
    guard status != .active else { return entry() }
    var device = self
    device.decidedBy = try store.decider(decidedBy, in: space)
    return device.entry(accepted: try store.acceptedTips(of: replica, in: space))
  }
}
