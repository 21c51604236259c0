public import SchakelCore

/// That the region's log of a space was found to be another than the one which this device had read:
/// it was put back, or somebody changed what had been in it.
///
/// *Evidence*: ``checkpoint`` is the region's own word, under its signature. Whoever has the
/// region's public key can check it (`LogEntry/Checkpoint/signedBytes`), and whoever has the log that
/// the region shows now can see whether that has `hash` at `position`. Where it has, what is gone came
/// after it.
///
/// What this does not say is why. A backup that was put back after a fire looks the same as a log that
/// was rewritten.
public struct PastChange: Hashable, Sendable {
  /// Whose log it is.
  public let space: SpaceID
  /// When this device noticed, milliseconds since 1970 (UTC), by its own clock.
  public let noticed: UInt64
  /// The epoch that the log was in, as far as this device had read it.
  public let epochBefore: EpochID
  /// The entries of the log that this device had read.
  public let position: UInt64
  /// The log's hash at ``position``, computed here.
  public let hash: Digest
  /// The epoch that the region said when this was noticed: the same as before where whoever turned it
  /// back left no trace of that.
  public let epochAfter: EpochID?
  /// The last checkpoint that this device had seen of the log before, as its entry stood there: nil
  /// where it had seen none.
  public let checkpoint: [UInt8]?
}
