/// What a change does to one field: it replaces some of the values it saw there, and brings others.
///
/// All types do the same to the data: what is named in ``replaces`` goes, ``count`` values come,
/// everything else stays. The type tells people, and an audit, what was meant.
public struct Operation: Hashable, Sendable {
  /// What was meant. The number is on the wire for ever.
  public enum Kind: UInt8, Sendable {
    /// A value in place of what was there.
    case set = 0
    /// Elements into a set.
    case add = 1
    /// Elements out of a set: nothing comes.
    case remove = 2
    /// The document is gone for its writer; what the writer had not seen survives.
    case delete = 3
    /// The document is back.
    case restore = 4
  }

  /// A value, or several that came with one change, by the dot that brought them.
  public struct Target: Hashable, Comparable, Sendable {
    /// The change that brought what is named.
    public let dot: Dot
    /// Which of the values that the dot brought; nil for all of them.
    public let index: Int?

    public init(_ dot: Dot, index: Int? = nil) {
      self.dot = dot
      self.index = index
    }

    public static func < (left: Self, right: Self) -> Bool {
      left.dot != right.dot ? left.dot < right.dot : left.index ?? -1 < right.index ?? -1
    }
  }

  /// Where a value that is carried again came from: an undo, or a settlement that keeps several.
  public struct Origin: Hashable, Sendable {
    /// The change that brought the value first.
    public let dot: Dot
    /// Who wrote that change: under ``Policy/perPerson`` the value counts as theirs.
    public let author: PersonID

    public init(dot: Dot, author: PersonID) {
      self.dot = dot
      self.author = author
    }
  }

  /// For people and audits; the merge looks at deletions alone, whose value comes from the header.
  public let kind: Kind
  /// Empty for a deletion and a restoration, which concern the document as a whole.
  public let field: Name
  /// In strict order; each is covered by the change's context.
  public let replaces: [Target]
  /// How many values come. Their bytes are in the payload, so that they can be erased.
  public let count: Int
  /// One for each value, or empty where no value has one.
  public let origins: [Origin?]

  public init(
    _ kind: Kind, field: Name, replaces: [Target], count: Int, origins: [Origin?] = []
  ) {
    self.kind = kind
    self.field = field
    self.replaces = replaces
    self.count = count
    self.origins = origins.contains { $0 != nil } ? origins : []
  }
}
