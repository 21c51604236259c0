public import SchakelCore

/// How a replica stands to the region.
public struct Standing: Hashable, Sendable {
  public struct Space: Hashable, Sendable {
    public let id: SpaceID
    /// Own changes that the region has not acknowledged.
    public let waiting: Int
    /// At the region's position and with the region's digest, as last heard.
    public let isCurrent: Bool
  }

  public let spaces: [Space]

  public init(spaces: [Space] = []) { self.spaces = spaces }

  public var waiting: Int { spaces.reduce(0) { $0 + $1.waiting } }
  /// Nothing waits, and every space is as the region last said it was.
  public var isSynchronised: Bool {
    !spaces.isEmpty && spaces.allSatisfy { $0.waiting == 0 && $0.isCurrent }
  }
}

extension Replica {
  public func standing() throws(ReplicaError) -> Standing {
    try read { connection throws(ReplicaError) in
      var spaces: [Standing.Space] = []
      for space in try Self.allSpaces(connection) where space.role.mayRead {
        let streams = try Self.ownStreams(of: space, connection)
        let waiting = streams.reduce(0) { $0 + Int($1.counter - $1.acknowledged) }
        let isCurrent =
          space.cursor != nil && space.bootstrap == nil && space.position == space.headPosition
          && space.digest == space.headDigest
        spaces.append(Standing.Space(id: space.id, waiting: waiting, isCurrent: isCurrent))
      }
      return Standing(spaces: spaces)
    }
  }
}
