/// Why a change can never be applied.
public enum InvalidChange: Hashable, Sendable {
  /// Its writer had edited this document before and does not say so.
  case contextOmitsOwnEdit
  /// A document that exists is made again.
  case documentExists
}
