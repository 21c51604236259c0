public import SchakelCore

/// What an event stream can listen to.
public enum EventTopic: Hashable, Sendable {
  /// A space's log grew.
  case space(SpaceID)
  /// A person was let into a space.
  case person(PersonID)
  /// A device was taken out of use.
  case device(ReplicaID)
  /// A token ended, or one that came after it was used: nobody hears by it any more.
  case token(Int64)

  /// Whether it is of a space.
  var isSpace: Bool { if case .space = self { true } else { false } }
}

extension ServerSentEvent {
  /// Says that a space moved, and not what: whoever hears it syncs.
  static func moved(_ space: SpaceID) -> ServerSentEvent {
    ServerSentEvent(name: "moved", data: space.text)
  }
}
