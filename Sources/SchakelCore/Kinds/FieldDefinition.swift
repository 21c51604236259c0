/// One line of a kind's table: a field's name, how it merges, and what it holds.
public struct FieldDefinition: Hashable, Sendable {
  /// What the values of a field are.
  public enum Shape: Hashable, Sendable {
    /// A line of text.
    case line
    /// Text of any length, with line breaks.
    case prose
    /// A day, `YYYY-MM-DD`.
    case date
    /// Yes or no.
    case flag
    /// One of a closed list.
    case choice([String])
    /// A word: one from a vocabulary, or another.
    case word(Vocabulary)
    /// A CBS code with the year of the division: `["WK034403", 2024]`.
    case area
    /// The document that is meant, by its id.
    case reference(Name)
    /// The reference of an attached file.
    case attachment
  }

  /// As it stands in changes and states, for ever.
  public let name: Name
  /// What is shown, and when a person is asked, after concurrent edits.
  public let policy: Policy
  /// What an app offers and checks. The merge takes any value in any field.
  public let shape: Shape

  init(_ name: Name, _ policy: Policy, _ shape: Shape) {
    self.name = name
    self.policy = policy
    self.shape = shape
  }

  /// Whether the field holds a set of elements rather than a value.
  public var isSet: Bool { policy == .union }
}
