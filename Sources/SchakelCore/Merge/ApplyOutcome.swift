/// What became of a change that was handed to a document.
public enum ApplyOutcome: Hashable, Sendable {
  /// It is part of the state now.
  case applied
  /// It was part of the state already; nothing changed.
  case known
  /// It builds on changes that are not here. It can be applied once they are; whoever sent it is
  /// asked for them.
  case waiting(for: [Dot])
  /// Its history and ours gave the same dot to different changes. It is kept and reported, never
  /// merged.
  case fork(at: Dot)
  /// It contradicts itself and can never be applied.
  case invalid(InvalidChange)
}
