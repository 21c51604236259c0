public import SchakelCore

/// A document's history that was to be had from the region and was not. Until it comes the document
/// is shown with what is here, as one that has a problem.
public struct MissingHistory: Hashable, Sendable {
  /// The space and the document that it is about.
  public let request: HistoryRequest
  /// What stood in the way. Where the region refused the history as such, it is asked for again
  /// once the space's log has moved on, each time twice as far as before; otherwise with the next
  /// synchronisation.
  public let failure: TransportFailure
}
