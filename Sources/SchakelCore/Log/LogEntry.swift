/// One entry of a space's log on the server. Everything that an audit replays is in the log, and
/// nothing is decided outside it.
///
/// Times are milliseconds since 1970 (UTC), by the server's clock.
public enum LogEntry: Hashable, Sendable {
  /// A change, by its link in its stream's chain. Its bytes are stored and sent beside it.
  case change(Dot, link: Digest, received: UInt64)
  /// A change that was refused: it has no effect and counts as seen.
  case void(Void)
  /// When an earlier epoch of this log first received a change: the first receipt stands.
  case receipt(Dot, received: UInt64)
  case member(Member)
  case device(Device)
  case erasure(Erasure)
  case epoch(EpochStart)
  case checkpoint(Checkpoint)
  case seal(Seal)
  /// Somebody read the audit, which is no change to the space.
  case reading(Reading)
  /// A copy of a device's database may write in this space from here on.
  case admission(Admission)
  /// A coordinator let a change go that was held.
  case dismissal(Dismissal)
  /// A region that was put back without its ledger gives things out again.
  case opening(Opening)
  /// An entry of a later version that may be passed over: it counts for the log's hash alone.
  case unknown(Unknown)

  /// An entry whose tag this version does not know and need not: ``Limits/firstIgnorableKey`` or
  /// more.
  public struct Unknown: Hashable, Sendable {
    /// As it came, checked to be an item.
    public let encoded: [UInt8]

    init(encoded: [UInt8]) { self.encoded = encoded }
  }

  /// The region's own word, under its signature: a device that hears of it from another device can
  /// believe it, and a region that was put back can believe itself.
  public struct Void: Hashable, Sendable {
    /// The change that was refused.
    public let dot: Dot
    /// Its link in its stream's chain, in which it keeps its place.
    public let link: Digest
    /// nil where the change was too damaged to tell.
    public let document: DocumentID?
    /// The counter of the same writer's change to that document before this one, or zero.
    public let previous: UInt64
    /// Why, for its writer and for audits.
    public let reason: VoidReason
    /// When the region decided, milliseconds since 1970 (UTC).
    public let received: UInt64
    /// The region's Ed25519 signature over ``message(in:)``, sixty-four bytes; none before it is
    /// signed.
    public let signature: [UInt8]

    public init(
      dot: Dot, link: Digest, document: DocumentID?, previous: UInt64, reason: VoidReason,
      received: UInt64, signature: [UInt8] = []
    ) {
      self.dot = dot
      self.link = link
      self.document = document
      self.previous = previous
      self.reason = reason
      self.received = received
      self.signature = signature
    }

    /// The same under a signature.
    public func signed(in space: SpaceID, by sign: ([UInt8]) -> [UInt8]) -> Void {
      Void(
        dot: dot, link: link, document: document, previous: previous, reason: reason,
        received: received, signature: sign(message(in: space)))
    }
  }

  /// A person's role in the space from here on; it takes the place of the one before.
  public struct Member: Hashable, Sendable {
    /// The pseudonym; the name is kept beside the log.
    public let person: PersonID
    /// ``Role/none`` for one who leaves.
    public let role: Role
    /// Who gave the role; nil for the operator.
    public let actor: PersonID?
    /// When it was decided, milliseconds since 1970 (UTC).
    public let time: UInt64

    public init(person: PersonID, role: Role, actor: PersonID?, time: UInt64) {
      self.person = person
      self.role = role
      self.actor = actor
      self.time = time
    }
  }

  /// A device's key and standing from here on; the last entry of a replica counts.
  public struct Device: Hashable, Sendable {
    /// Whether what the device seals from here on is taken.
    public enum Status: UInt8, Hashable, Sendable {
      /// It may push and pull.
      case active = 0
      /// It is refused from here on, but for what ``Device/accepted`` names. What it wrote before stays.
      case revoked = 1
      /// As revoked; what it held counts as destroyed.
      case wiped = 2
    }

    /// The device's database: its streams are those of all its incarnations.
    public let replica: ReplicaID
    /// Whose device it is: the author that its changes must name.
    public let person: PersonID
    /// Ed25519, thirty-two bytes.
    public let publicKey: [UInt8]
    /// What the region does with it from here on.
    public let status: Status
    /// The coordinator of this space who took it out of use; nil for the operator, for somebody who does not
    /// coordinate the space at this place of its log, and for an active device.
    public let actor: PersonID?
    /// When it was decided, milliseconds since 1970 (UTC).
    public let time: UInt64
    /// How far its streams in this space had come when it was taken out of use, in the order of their
    /// writers. What is up to there counts whenever it comes: a region that was put back gets it again
    /// from others. Empty for an active device.
    public let accepted: [StreamTip]

    public init(
      replica: ReplicaID, person: PersonID, publicKey: [UInt8], status: Status,
      actor: PersonID? = nil, time: UInt64, accepted: [StreamTip] = []
    ) {
      self.replica = replica
      self.person = person
      self.publicKey = publicKey
      self.status = status
      self.actor = actor
      self.time = time
      self.accepted = accepted
    }

    /// Whether what stands there in a stream counts: of a device that is in use everything, of another
    /// what was accepted before.
    public func mayWrite(_ dot: Dot, link: Digest) -> Bool {
      if status == .active { return true }
      guard let tip = accepted.first(where: { $0.writer == dot.writer }) else { return false }
      return dot.counter < tip.counter || (dot.counter == tip.counter && link == tip.tip)
    }
  }

  /// An order to erase the payloads of some changes. It names their documents, so that a device
  /// that holds states and no changes can obey it; and with each change all those that carry its
  /// values again, which their origins tell.
  public struct Erasure: Hashable, Sendable {
    /// What is erased of one document.
    public struct Part: Hashable, Sendable {
      /// The document of every one of ``dots``.
      public let document: DocumentID
      /// In order; at least one.
      public let dots: [Dot]

      public init(document: DocumentID, dots: [Dot]) {
        self.document = document
        self.dots = dots.sorted()
      }
    }

    /// In the order of their documents; at least one.
    public let parts: [Part]
    /// SHA-256 of the ground, whose words are kept apart.
    public let ground: Digest
    /// Who asked for it; nil for somebody outside the log.
    public let requestedBy: PersonID?
    /// Who decided; nil for the operator.
    public let approvedBy: PersonID?
    /// When it was decided, milliseconds since 1970 (UTC).
    public let time: UInt64

    public init(
      parts: [Part], ground: Digest, requestedBy: PersonID?, approvedBy: PersonID?, time: UInt64
    ) {
      self.parts = parts.sorted { $0.document < $1.document }
      self.ground = ground
      self.requestedBy = requestedBy
      self.approvedBy = approvedBy
      self.time = time
    }
  }

  /// The first entry of every epoch; it names the one before.
  public struct EpochStart: Hashable, Sendable {
    /// The epoch that begins here.
    public let epoch: EpochID
    /// Where the log went on, in the epoch before; nil for a space's first.
    public let previous: Cursor?
    /// When it began, milliseconds since 1970 (UTC).
    public let time: UInt64

    public init(epoch: EpochID, previous: Cursor?, time: UInt64) {
      self.epoch = epoch
      self.previous = previous
      self.time = time
    }
  }

  /// The region's signed word on a space as it stands at a place in the log.
  public struct Checkpoint: Hashable, Sendable {
    /// The place in the log that the checkpoint speaks of, before its own.
    public let position: UInt64
    /// The log's hash at ``position``.
    public let hash: Digest
    /// How many documents the space had at ``position``.
    public let documents: UInt64
    /// The space's digest at ``position``.
    public let digest: UInt64
    /// SHA-256 of the entry of the checkpoint before, or nil for the first.
    public let previous: Digest?
    /// When it was signed, milliseconds since 1970 (UTC).
    public let time: UInt64
    /// The region's Ed25519 signature over ``signedBytes``, sixty-four bytes; none before it is
    /// signed.
    public let signature: [UInt8]

    public init(
      position: UInt64, hash: Digest, documents: UInt64, digest: UInt64, previous: Digest?,
      time: UInt64, signature: [UInt8] = []
    ) {
      self.position = position
      self.hash = hash
      self.documents = documents
      self.digest = digest
      self.previous = previous
      self.time = time
      self.signature = signature
    }

    /// The same under a signature.
    public func signed(by sign: ([UInt8]) -> [UInt8]) -> Checkpoint {
      Checkpoint(
        position: position, hash: hash, documents: documents, digest: digest, previous: previous,
        time: time, signature: sign(signedBytes))
    }
  }

  /// That somebody read the audit: who reads what others wrote and decided is on the record too.
  public struct Reading: Hashable, Sendable {
    /// What was read.
    public enum Scope: UInt8, Hashable, Sendable {
      /// The list of the space's conflicts.
      case conflicts = 0
      /// One conflict, with its versions and how it was settled.
      case conflict = 1
      /// The log, taken elsewhere.
      case export = 2
      /// The log, to see whether it holds.
      case verification = 3
      /// All that the region holds on one person and by them, for that person.
      case person = 4
    }

    /// Who read, by pseudonym; nil for the operator, at the server.
    public let reader: PersonID?
    /// What was read.
    public let scope: Scope
    /// When, milliseconds since 1970 (UTC).
    public let time: UInt64

    public init(reader: PersonID?, scope: Scope, time: UInt64) {
      self.reader = reader
      self.scope = scope
      self.time = time
    }
  }

  /// That a further life of a device's database may write: it was copied or put back, and somebody
  /// agreed that it goes on. It stands before the first change of its stream, where the device has
  /// another stream in the space.
  public struct Admission: Hashable, Sendable {
    /// The life that may write from here on.
    public let writer: Writer
    /// The one that the region had heard last when it met this one; nil where it was the first.
    public let previous: Incarnation?
    /// The coordinator of this space who agreed; nil for the region, and for one of another space.
    public let actor: PersonID?
    /// When it was decided, milliseconds since 1970 (UTC).
    public let time: UInt64

    public init(writer: Writer, previous: Incarnation?, actor: PersonID?, time: UInt64) {
      self.writer = writer
      self.previous = previous
      self.actor = actor
      self.time = time
    }
  }

  /// That what a refused change says is kept no longer: its refusal (`VoidReason.held`) stands, and it
  /// awaits nobody's decision any more.
  public struct Dismissal: Hashable, Sendable {
    /// The change that was held.
    public let dot: Dot
    /// The coordinator of this space who let it go.
    public let actor: PersonID
    /// When it was decided, milliseconds since 1970 (UTC).
    public let time: UInt64

    public init(dot: Dot, actor: PersonID, time: UInt64) {
      self.dot = dot
      self.actor = actor
      self.time = time
    }
  }

  /// That somebody took it upon themselves that nothing is given out which had to go, in a region that
  /// was put back and whose ledger is lost.
  public struct Opening: Hashable, Sendable {
    /// The coordinator of this space who did; nil for one of another space.
    public let actor: PersonID?
    /// When it was decided, milliseconds since 1970 (UTC).
    public let time: UInt64

    /// Of a coordinator who coordinates other spaces alone, nobody is named.
    public init(actor: PersonID?, time: UInt64) {
      self.actor = actor
      self.time = time
    }
  }
}
