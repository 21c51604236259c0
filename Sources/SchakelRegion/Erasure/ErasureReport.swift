public import SchakelCore

/// How a request to erase stands: what goes, what should be looked at, and who has obeyed.
public struct ErasureReport: Sendable {
  /// The request.
  public let record: ErasureRecord
  /// What it concerns, by space; none where there is nothing, or it was withdrawn.
  public let spaces: [Space]

  /// What it concerns of one space.
  public struct Space: Sendable {
    /// The space.
    public let space: SpaceInfo
    /// How many changes go, or went.
    public let changes: Int
    /// In how many documents.
    public let documents: Int
    /// What may have copied words, while nobody has agreed.
    public let derived: [DerivedChange]
    /// Documents that say they are copies of what goes.
    public let copies: [DocumentID]
    /// Where the orders lie in the log, once there are any.
    public let orders: [UInt64]
    /// The devices that are to obey, and whether they said that they did.
    public let devices: [DeviceObedience]
  }

  /// Whether a device has obeyed.
  public struct DeviceObedience: Sendable {
    /// The device.
    public let device: RegionStatus.Device
    /// When its word came that it has obeyed, milliseconds since 1970 (UTC); nil while it has not.
    public let confirmed: UInt64?
  }

  /// All devices that are to obey, each once: one that is in several spaces has obeyed when it has in
  /// all of them.
  public var devices: [DeviceObedience] {
    var found: [ReplicaID: DeviceObedience] = [:]
    for each in spaces.flatMap(\.devices) {
      let known = found[each.device.replica]
      let confirmed: UInt64? =
        if let known { max(known.confirmed, each.confirmed) } else { each.confirmed }
      found[each.device.replica] = DeviceObedience(device: each.device, confirmed: confirmed)
    }
    return found.values.sorted { $0.device.created < $1.device.created }
  }

  /// What may have copied words, of all spaces.
  public var derived: [DerivedChange] { spaces.flatMap(\.derived) }

  /// The later of two, where there are both.
  private func max(_ left: UInt64?, _ right: UInt64?) -> UInt64? {
    guard let left, let right else { return nil }
    return Swift.max(left, right)
  }
}
