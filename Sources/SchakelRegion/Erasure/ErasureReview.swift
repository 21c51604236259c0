public import SchakelCore

/// What becomes of changes that took the place of what is erased.
public enum ErasureReview: Sendable {
  /// None were seen: refused where there are some.
  case unseen
  /// They stay.
  case keepAll
  /// They go too.
  case eraseAll
  /// These go, in the space that each is in, and the others stay.
  case erase(Set<Dot>)
}
