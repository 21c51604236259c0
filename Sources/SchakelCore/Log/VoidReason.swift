/// Why the region gave a change no effect. The number is in the log and on the wire for ever.
public enum VoidReason: UInt8, Hashable, Sendable {
  /// The change cannot be read.
  case unreadable = 1
  /// Its writer may not write in this space.
  case notAllowed = 2
  /// It is over a limit.
  case tooLarge = 3
  /// It contradicts what its own writer did before.
  case contradictory = 4
  /// It makes a document that exists.
  case documentExists = 5
  /// It is signed with another person's pseudonym.
  case wrongAuthor = 6
  /// Its document lives in another space.
  case otherSpace = 7
  /// Its device was taken out of use before the region had it: the region keeps what it says for a
  /// coordinator, who may say it again in a change of her own.
  case held = 8
  /// Its own device handed it in without its words, and no order to erase names it: its writer let it go
  /// before the region ever had it.
  case withdrawn = 9
  /// It says again what was held, and another coordinator's change did so before.
  case released = 10
}
