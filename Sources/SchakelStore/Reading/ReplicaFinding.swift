/// Something in a replica that is not as it must be: damage, or a fault of this software. A sound
/// replica has none.
public struct ReplicaFinding: Hashable, Sendable {
  /// What does not hold.
  public enum Law: Hashable, Sendable {
    /// What is stored can be read.
    case readable
    /// A state keeps its own invariants.
    case state
    /// The columns of a document are those that follow from its state and receipts.
    case columns
    /// A complete history builds the very bytes of the state.
    case history
    /// The digest and count of a space are those of its documents.
    case digest
    /// Counters run without a gap, and each link of a stream follows from the one before it.
    case chain
    /// The clock is not behind the last change that was written here.
    case clock
    /// What waits is in the log.
    case waiting
    /// The search index holds what the documents say.
    case index
    /// The region's checkpoints hold: they agree with the log as it was read here, and are signed.
    case checkpoint
  }

  /// Which law is broken.
  public let law: Law
  /// Where, and what was found, for developers.
  public let message: String
}

extension ReplicaFinding: CustomStringConvertible {
  public var description: String { "\(law): \(message)" }
}
