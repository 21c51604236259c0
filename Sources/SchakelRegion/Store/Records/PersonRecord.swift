public import SchakelCore

/// Somebody whom the operator has invited.
public struct PersonRecord: Sendable {
  /// The pseudonym, drawn once: what devices and the log know.
  public let id: PersonID
  /// The operator's own name for the person, such as a staff number. It never leaves the server.
  public var handle: String
  /// What members of the person's spaces see.
  public var name: String

  public init(id: PersonID, handle: String, name: String) {
    self.id = id
    self.handle = handle
    self.name = name
  }
}
