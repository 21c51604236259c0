/// A place in a space's log: how far a replica has read, and what the log was up to there. A server
/// whose log is another one (restored, or begun anew) does not recognise it, and says so.
public struct Cursor: Hashable, Sendable {
  /// The epoch that the log was in when the cursor was given out.
  public let epoch: EpochID
  /// The entries read; 0 before the first.
  public let position: UInt64
  /// The first eight bytes of the log's hash at ``position``.
  public let mark: UInt64

  public init(epoch: EpochID, position: UInt64, mark: UInt64) {
    self.epoch = epoch
    self.position = position
    self.mark = mark
  }

  /// `[epoch, position, mark]`.
  public func encode(to out: inout CBORWriter) {
    out.arrayHead(3)
    out.identifier(epoch)
    out.unsigned(position)
    out.fixed64(mark)
  }

  /// Reads what ``encode(to:)`` writes. Whether a log knows the place is for its keeper to say.
  public init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: 3)
    epoch = try reader.identifier()
    position = try reader.position()
    mark = try reader.fixed64()
  }
}
