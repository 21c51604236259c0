public import SchakelCore

/// What is to be erased.
public enum ErasureSubject: Hashable, Sendable {
  /// All that was ever written in one document. It stays so: what comes later is erased as it comes.
  case document(DocumentID)
  /// All that one person ever wrote, the person's name, and what other changes carry again of it.
  case person(PersonID)
}
