/// What stays of a change for ever: who, when, after what, and which fields it touched. Never what
/// it said: values, set elements and reasons are in the ``Payload``, which can be erased.
public struct ChangeHeader: Hashable, Sendable {
  /// What the change is for.
  public enum Purpose: UInt8, Sendable {
    case edit = 0
    /// Replaces siblings on purpose, by a person or by a rule.
    case resolution = 1
    /// Brings back what a resolution or an edit replaced.
    case undo = 2
    /// The content of a refused change, released from the tray by its writer.
    case release = 3
    /// What a region lost, said again from a document's state: its changes are nowhere to be had any
    /// more. Each value has the change that brought it first, and that change's author, as its origin.
    case recovery = 4
  }

  /// Where a document or a released change came from.
  public enum Origin: Hashable, Sendable {
    /// A document elsewhere, of which this one is a copy.
    case document(space: SpaceID, document: DocumentID)
    /// A change that has no effect, of which this one carries the content: it was refused, or lost
    /// its dot, or waits for what did. Its link's first four bytes tell it from another change
    /// under the same dot.
    case change(Dot, check: UInt32)
  }

  /// The counter in the writer's stream.
  public let counter: UInt64
  /// The document that is edited. It says nothing of the space: the stream does.
  public let document: DocumentID
  /// When it was written, as its writer claims.
  public let time: HybridTime
  /// Who wrote it. The region voids a change that names another person than its device's.
  public let author: PersonID
  /// The document's vector as the writer saw it, without this change.
  public let context: VersionVector
  /// In strict order of their fields' bytes: a change touches a field once.
  public let operations: [Operation]
  /// Set in the change that makes the document, and only there.
  public let kind: Name?
  /// Anything but ``Purpose/edit`` is written out in the bytes.
  public let purpose: Purpose
  /// The rule that decided a resolution, with its version, such as `text/1`.
  public let rule: Name?
  /// nil for all but copies and released changes.
  public let origin: Origin?

  /// A header as given: nothing is checked here. ``init(encoded:writer:)`` refuses what does not
  /// keep the rules above.
  public init(
    counter: UInt64, document: DocumentID, time: HybridTime, author: PersonID,
    context: VersionVector, operations: [Operation], kind: Name? = nil, purpose: Purpose = .edit,
    rule: Name? = nil, origin: Origin? = nil
  ) {
    self.counter = counter
    self.document = document
    self.time = time
    self.author = author
    self.context = context
    self.operations = operations
    self.kind = kind
    self.purpose = purpose
    self.rule = rule
    self.origin = origin
  }

  /// The values that all operations bring together.
  public var valueCount: Int { operations.indices.reduce(0) { $0 + operations[$1].count } }
}
