import Synchronization

/// A statement's text together with a place for its prepared form in every connection.
///
/// Declare each once, as a constant; a connection then finds the prepared statement by index,
/// without hashing the text:
///
///     extension SQL {
///       static let insertNote = SQL("INSERT INTO note (id, body) VALUES (?, ?)")
///     }
///     try connection[.insertNote].run(id, body)
///
/// Each `init` takes a slot for the life of the process, so never make one per call: for text
/// composed at run time use `Connection.prepare(_:)`.
public struct SQL: Sendable {
  /// The statement, with `?` for what is bound.
  public let text: String
  /// The same for connections that have a cipher.
  let sealedText: String
  let slot: Int

  private static let slots = Atomic<Int>(0)

  /// Takes a slot for the life of the process; the text is not looked at until a connection
  /// prepares it.
  public init(_ text: String) { self.init(text, sealed: text) }

  init(_ text: String, sealed: String) {
    self.text = text
    sealedText = sealed
    slot = SQL.slots.add(1, ordering: .relaxed).oldValue
  }
}
