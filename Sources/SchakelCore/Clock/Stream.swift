/// What one writer writes into one space: counters and the hash chain run along a stream, from 1,
/// without gaps.
public struct Stream: Hashable, Comparable, Sendable {
  /// Where the stream runs. One writer has a stream in each space, all with their own counters.
  public let space: SpaceID
  /// Whose stream it is; nobody else adds to it.
  public let writer: Writer

  public init(space: SpaceID, writer: Writer) {
    self.space = space
    self.writer = writer
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.space != right.space ? left.space < right.space : left.writer < right.writer
  }
}
