public import SchakelCore

/// A checkpoint of the region that this device read in the log, and found to hold there.
public struct KeptCheckpoint: Hashable, Sendable {
  /// The epoch that the log was in.
  public let epoch: EpochID
  /// What the region signed.
  public let checkpoint: LogEntry.Checkpoint
  /// Whether the region's past has changed since (``PastChange``), so that its log may not go through
  /// this place any more.
  public let isDoubted: Bool

  /// Reads what is kept: the entry as it stood in the log.
  static func read(_ bytes: [UInt8]) throws(ReplicaError) -> LogEntry.Checkpoint {
    do throws(CBORError) {
      var reader = CBORReader(bytes)
      let entry = try LogEntry(from: &reader)
      try reader.finish()
      guard case .checkpoint(let checkpoint) = entry else { throw CBORError(.shape, at: 0) }
      return checkpoint
    } catch {
      throw .damaged("A checkpoint", error)
    }
  }
}
