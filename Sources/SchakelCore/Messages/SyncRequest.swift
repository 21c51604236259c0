/// What a device says to the region: for each of its spaces where it is, what it holds, and what
/// it brings. One request, one answer; all of it may be repeated without harm.
public struct SyncRequest: Hashable, Sendable {
  /// The protocol version that the device speaks, from 1.
  public var version: UInt64
  /// The program and its version, for the operator's eyes.
  public var agent: String
  /// The bytes of answer that the device is willing to take at once.
  public var limit: Int
  /// At most ``Limits/spacesPerMessage``; the answer keeps their order.
  public var spaces: [Space]

  public init(
    version: UInt64 = ProtocolVersion.current, agent: String, limit: Int, spaces: [Space]
  ) {
    self.version = version
    self.agent = agent
    self.limit = limit
    self.spaces = spaces
  }

  /// What a device says of one space.
  public struct Space: Hashable, Sendable {
    /// The space that is spoken of.
    public var space: SpaceID
    /// nil on a device that is new here.
    public var cursor: Cursor?
    /// The digest of the device's documents, all its own changes included.
    public var digest: UInt64
    /// Where each stream that this device writes stands.
    public var streams: [StreamTip]
    /// What the server may not have: the device's own changes, and others' that it was told are
    /// missing.
    public var push: [ChangeRun]
    /// The token of the answer before, while document states are coming in pages.
    public var bootstrap: [UInt8]?
    /// Everything the device has seen, when the server asked for it.
    public var vector: VersionVector?
    /// The void entries of pushed changes that are known to be refused, under the region's
    /// signature: a region that was put back keeps its word.
    public var voids: [LogEntry.Void]
    /// That the device has obeyed the orders to erase up to a place; nil where it has said so before.
    public var confirmation: ErasureConfirmation?

    public init(
      space: SpaceID, cursor: Cursor?, digest: UInt64, streams: [StreamTip] = [],
      push: [ChangeRun] = [], bootstrap: [UInt8]? = nil, vector: VersionVector? = nil,
      voids: [LogEntry.Void] = [], confirmation: ErasureConfirmation? = nil
    ) {
      self.space = space
      self.cursor = cursor
      self.digest = digest
      self.streams = streams
      self.push = push
      self.bootstrap = bootstrap
      self.vector = vector
      self.voids = voids
      self.confirmation = confirmation
    }
  }
}
