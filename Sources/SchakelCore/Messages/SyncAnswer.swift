/// What the region answers: for each space what became of the push, what is new, and where the
/// region stands.
public struct SyncAnswer: Hashable, Sendable {
  /// The protocol version in which the region answers, from 1.
  public var version: UInt64
  /// The server's clock, milliseconds since 1970 (UTC).
  public var time: UInt64
  /// Those of the request, in its order; after them those that the device did not ask about.
  public var spaces: [Space]
  /// Whether the device is to renew its token (``TokenRenewal``). The region's clock says so: the
  /// device's plays no part.
  public var isTokenDue: Bool

  public init(
    version: UInt64 = ProtocolVersion.current, time: UInt64, spaces: [Space],
    isTokenDue: Bool = false
  ) {
    self.version = version
    self.time = time
    self.spaces = spaces
    self.isTokenDue = isTokenDue
  }

  /// What became of the request for one space. The number is on the wire for ever.
  public enum Status: UInt8, Hashable, Sendable {
    /// The region answers in full; single changes may still have been refused.
    case ok = 0
    /// The device has no right to this space, or no longer.
    case noAccess = 1
    /// The cursor is of another log: document states follow, or the vector is asked for.
    case cursorUnknown = 2
    /// A pushed run was refused as a whole: its seal or its chain does not hold.
    case runRefused = 3
    /// The device is out of use: what it brought is held for a coordinator, but for what ``Space/outcomes``
    /// and ``Space/streams`` say; beside orders to erase it is told nothing else.
    case handedIn = 4
    /// The device is out of use, and no more of it is held than what ``Space/streams`` tell: there is no
    /// room. It keeps the rest.
    case noRoom = 5
  }

  /// The answer for one space.
  public struct Space: Hashable, Sendable {
    /// The space that is spoken of.
    public var space: SpaceID
    /// Anything but ``Status/ok`` is written out in the bytes.
    public var status: Status
    /// Where the device stands once it has taken in ``entries``; nil while document states come.
    public var cursor: Cursor?
    /// What is new since the request's cursor, in the log's order. Beside a ``bootstrap`` what the
    /// device will not meet in the log: it counts for neither position nor hash.
    public var entries: [PulledEntry] = []
    /// Whether more entries or states are to be had at once.
    public var more = false
    /// The end of the log; nil without access. When the device's cursor is here, its outbox empty and
    /// its digest ``digest``, it is synchronised.
    public var head: Cursor?
    /// The digest of all documents at ``head``; without a head it says nothing.
    public var digest: UInt64 = 0
    /// What the region has of the device's own streams, where that differs from what it said.
    public var streams: [StreamTip] = []
    /// What became of pushed changes. One of which nothing is said was accepted.
    public var outcomes: [Outcome] = []
    /// There after a push that was taken whole; nil otherwise.
    public var receipt: Receipt?
    /// A page of document states, instead of entries to follow; nil where there is none.
    public var bootstrap: Bootstrap?
    /// The members whose names or roles the device may not know.
    public var people: [Person] = []
    /// The space's name, with a space that the device did not ask about: its person was invited to
    /// it elsewhere. The device takes it on and asks about it from now on.
    public var name: String?
    /// The streams, of those that the request said or pushed, of which nothing is taken before a
    /// coordinator has agreed: their device's database was copied or put back.
    public var unadmitted: [Writer] = []
    /// How many changes of devices that are out of use await a decision; told to coordinators, and no
    /// more than ``mostHeld``.
    public var held: UInt64 = 0
    /// A number of that many, or of more.
    public static let mostHeld: UInt64 = 1_000

    public init(space: SpaceID, status: Status = .ok) {
      self.space = space
      self.status = status
    }
  }

  /// What became of one pushed change.
  public struct Outcome: Hashable, Sendable {
    /// The change that is spoken of.
    public let dot: Dot
    /// Waiting, void or a fork; nothing is said of what was accepted.
    public let outcome: ChangeOutcome

    public init(_ dot: Dot, _ outcome: ChangeOutcome) {
      self.dot = dot
      self.outcome = outcome
    }
  }

  /// A name for a pseudonym. Names are not in the log, so that they can change and be erased.
  public struct Person: Hashable, Sendable {
    /// The pseudonym, as changes name their author.
    public let person: PersonID
    /// As the region has it now, at most ``Limits/reasonBytes``.
    public let name: String
    /// The role in this space; ``Role/none`` for one who left.
    public let role: Role

    public init(person: PersonID, name: String, role: Role) {
      self.person = person
      self.name = name
      self.role = role
    }
  }

  /// The region's signed word that it has the push, durably.
  public struct Receipt: Hashable, Sendable {
    /// The log's epoch when it was signed.
    public let epoch: EpochID
    /// The end of the log, with the push in it.
    public let position: UInt64
    /// The log's hash at ``position``.
    public let hash: Digest
    /// When it was signed, milliseconds since 1970 (UTC).
    public let time: UInt64
    /// Ed25519, sixty-four bytes.
    public let signature: [UInt8]

    public init(
      epoch: EpochID, position: UInt64, hash: Digest, time: UInt64, signature: [UInt8]
    ) {
      self.epoch = epoch
      self.position = position
      self.hash = hash
      self.time = time
      self.signature = signature
    }

    /// "schakel/receipt/1" ‖ space ‖ epoch ‖ position ‖ hash ‖ time.
    public static func message(
      space: SpaceID, epoch: EpochID, position: UInt64, hash: Digest, time: UInt64
    ) -> [UInt8] {
      var bytes = Array("schakel/receipt/1".utf8)
      for number in [space.rawValue, epoch.rawValue, position] {
        BigEndian.append(number, count: 8, to: &bytes)
      }
      hash.append(to: &bytes)
      BigEndian.append(time, count: 8, to: &bytes)
      return bytes
    }
  }

  /// A page of document states, for a device that is new or far behind.
  public struct Bootstrap: Hashable, Sendable {
    /// The log position at which the device goes on once all pages are in.
    public var position: UInt64
    /// The log's whole hash at ``position``, from which the device goes on computing.
    public var hash: Digest
    /// Streams of the space; the pages together have every one, before anything else.
    public var streams: [StreamTip] = []
    /// Documents, each once over all pages. One may be newer than ``position``.
    public var states: [State] = []
    /// Changes at ``position`` that wait for others; they come before the states.
    public var waiting: [Waiting] = []
    /// Hand this back to get the next page; nil in the last one.
    public var token: [UInt8]?

    public init(position: UInt64, hash: Digest) {
      self.position = position
      self.hash = hash
    }
  }

  /// One document as a page brings it.
  public struct State: Hashable, Sendable {
    /// The document's id, which the state itself does not have.
    public let document: DocumentID
    /// An encoded ``DocumentState``.
    public let state: [UInt8]
    /// First receipts of dots in the state that claim to be newer than their receipt.
    public let receipts: [(dot: Dot, milliseconds: UInt64)]

    public init(
      document: DocumentID, state: [UInt8], receipts: [(dot: Dot, milliseconds: UInt64)] = []
    ) {
      self.document = document
      self.state = state
      self.receipts = receipts
    }

    public static func == (left: Self, right: Self) -> Bool {
      left.document == right.document && left.state == right.state
        && left.receipts.elementsEqual(right.receipts) { $0 == $1 }
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(document) }
  }

  /// A change in the log that nobody has applied yet.
  public struct Waiting: Hashable, Sendable {
    /// Whose stream the change is in.
    public let writer: Writer
    /// When the region received it, milliseconds since 1970 (UTC).
    public let received: UInt64
    /// ``Change/encoded``, unread.
    public let change: [UInt8]
    /// Its link, whose first bytes go into the document's vector.
    public let link: Digest

    public init(writer: Writer, received: UInt64, change: [UInt8], link: Digest) {
      self.writer = writer
      self.received = received
      self.change = change
      self.link = link
    }
  }
}
