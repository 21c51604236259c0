/// What happened where people changed one field while apart: which versions met, who wrote them and
/// what each had seen, what settled it, when, and whether it was opened again.
///
///     record.isOpen              // nobody, and no rule, has settled it yet
///     record.events.last?.dot    // the change that settled it, in whose payload the reason is
///
/// *Invariant*: versions are in strict order of their dots; the first event is `found`, and after an
/// event that settled it comes none but one that opens it again, or an erasure.
///
/// A record is derived from a space's log and from nothing else (`ConflictLedger`): whoever has the
/// log comes to the same bytes. It holds dots and digests and never what was written, so that an
/// erasure leaves it as it is.
public struct ConflictRecord: Hashable, Sendable {
  /// Whether anybody was, or is, asked to choose.
  public enum Severity: UInt8, Sendable {
    /// A policy settled it, or a rule did: nothing was asked.
    case parallelEdit = 0
    /// A person is needed.
    case conflict = 1
  }

  /// A change that was written without knowing of another of these.
  public struct Version: Hashable, Sendable {
    /// The change; its writer's replica is the device.
    public let dot: Dot
    /// What its writer had seen of the document: its vector clock without the change itself.
    public let context: VersionVector
    /// Who wrote it.
    public let author: PersonID
    /// When, as its writer claims.
    public let time: HybridTime
    /// When the region got it, milliseconds since 1970 (UTC).
    public let received: UInt64
    /// SHA-256 of its salted payload, as the chain has it.
    public let payload: Digest
  }

  /// Something that befell it.
  public struct Event: Hashable, Sendable {
    /// What happened.
    public enum Kind: UInt8, Sendable {
      /// Versions met.
      case found = 0
      /// Another version met these, or some of them were replaced and others not.
      case joined = 1
      /// One change took the place of all versions.
      case settled = 2
      /// A version came that knew nothing of what settled it, or that was taken back.
      case reopened = 3
      /// What one of the versions said was erased.
      case erased = 4
    }

    /// What happened.
    public let kind: Kind
    /// Where in the log: the entry by which the change had its effect, or the erasure.
    public let position: UInt64
    /// When, by the region's clock: milliseconds since 1970 (UTC).
    public let time: UInt64
    /// The change that did it; of an erasure the change that was erased.
    public let dot: Dot
    /// What that change was for.
    public let purpose: ChangeHeader.Purpose
    /// The rule that decided it; nil where a person did.
    public let rule: Name?
    /// Who did it; nil for an erasure, of which the log says on whose word.
    public let author: PersonID?
  }

  /// Its name: see ``identifier(of:field:foundBy:hashing:)``.
  public let id: ConflictID
  /// The document's kind; nil where the change that made it was refused.
  public let kind: Name?
  /// The document that it is about.
  public let document: DocumentID
  /// The field; empty where an edit met a deletion.
  public let field: Name
  /// How the field shows concurrent values.
  public let policy: Policy
  /// Whether anybody had to choose.
  public internal(set) var severity: Severity
  /// In the order of their dots.
  public internal(set) var versions: [Version]
  /// In the order of the log.
  public internal(set) var events: [Event]

  /// Whether it awaits a settlement.
  public var isOpen: Bool { ending?.kind != .settled }

  /// The last event but for erasures.
  public var ending: Event? { events.last { $0.kind != .erased } }

  /// Where and when it was found.
  public var found: Event { events[0] }

  /// The rule that settled it last, if one did.
  public var settlingRule: Name? { isOpen ? nil : ending?.rule }

  /// The name of the record of what a change met in a field: the first eight bytes of
  /// SHA-256("schakel/conflict/1" ‖ document ‖ writer ‖ counter (8) ‖ field).
  public static func identifier(
    of document: DocumentID, field: Name, foundBy dot: Dot, hashing: Hashing
  ) -> ConflictID {
    var bytes = Array("schakel/conflict/1".utf8)
    document.append(to: &bytes)
    dot.writer.append(to: &bytes)
    BigEndian.append(dot.counter, count: 8, to: &bytes)
    field.append(to: &bytes)
    return ConflictID(rawValue: hashing.sha256(bytes).prefix64)
  }
}
