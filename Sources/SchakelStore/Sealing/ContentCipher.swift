/// What makes the content of a replica unreadable to whoever has its file and not its key.
///
/// The store knows no cryptography: an implementation brings it (`SchakelKeys` of the Client package
/// has one, AES-256-GCM), and is handed over in ``ReplicaEnvironment/cipher``.
///
/// Two things are asked of one. What was altered, cut short, or sealed for another identity does not
/// open. And sealing the same twice gives other bytes each time: the implementation draws a fresh
/// nonce for each value, so that equal values cannot be told from unequal ones.
///
/// It is called inside transactions, for each value, from any thread.
public protocol ContentCipher: Sendable {
  /// The content, sealed for one place: as long as the content and a constant more.
  ///
  /// - Parameter identity: names the place, and is not in the result: `open` is told it again
  ///   (associated data, RFC 5116 §2.1).
  /// - Returns: nil where it cannot be sealed just now; nothing is written then.
  func seal(_ content: [UInt8], for identity: [UInt8]) -> [UInt8]?

  /// What was sealed for this identity; nil where these bytes were not, by this key.
  func open(_ sealed: [UInt8], for identity: [UInt8]) -> [UInt8]?
}
