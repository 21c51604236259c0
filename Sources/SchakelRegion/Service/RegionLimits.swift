import SchakelCore

/// The bounds that a region sets to what it takes, keeps and gives at once. The formats' own bounds
/// are in `Limits`.
public struct RegionLimits: Hashable, Sendable {
  /// The bytes of one change; a longer one is refused on the record.
  public var changeBytes = Limits.changeBytes
  /// The changes that one request may bring, all its spaces together; of a request with more nothing
  /// is taken. A device sends its own a megabyte at a time, and those of another under one seal up
  /// to seven: this is room for either.
  public var changesPerRequest = 50_000
  /// The bytes of one document's state; a change that would make it longer is refused on the
  /// record. What concurrent writers add to one document has to end somewhere.
  public var stateBytes = 16 << 20
  /// The bytes of entries, states or a document's history in one answer, if the device is willing to
  /// take as many. One entry or state is always sent, however long.
  public var answerBytes = 4 << 20
  /// The entries that one answer stands for.
  public var answerEntries = 50_000
  /// A device that is further behind than this, and than ``bootstrapFactor`` times the number of
  /// documents, gets document states instead of the log.
  public var tailEntries: UInt64 = 2_000
  /// How many entries a document may stand for before its state is cheaper: see ``tailEntries``.
  public var bootstrapFactor: UInt64 = 4
  /// The entries after which a space's log gets a checkpoint with whatever adds the last of them.
  public var checkpointEntries: UInt64 = 1_000
  /// The bytes of pushes that share one transaction: two of the size that devices make. With more of
  /// them the processors wait for the thread that writes, and then it for them.
  public var groupBytes = 2_500_000
  /// The forks of one stream whose bytes are kept; further ones are answered and not kept.
  public var forksPerStream = 64
  /// The copies of one device that await a yes and are kept track of; further ones wait all the same.
  public var waitingCopies = 64
  /// The changes that wait in one document, which may not have more than ``stateBytes`` together;
  /// further ones that would wait are refused on the record.
  public var waitingPerDocument = 4_096
  /// The earlier changes of one document that are looked up at the end of a push, to find what
  /// versions of its texts began with; together they have no more than ``stateBytes``. Past that the
  /// versions stay as they are, and a person settles.
  public var ancestorLookUps = 256
  /// The different versions of one text that are put together at once; more are left to a person.
  public var combinedVersions = 16
  /// The records of conflicts that one page of them looks at, let through or not.
  public var conflictRows = 5_000
  /// The bytes that are kept of the changes of one device that was taken out of use, until a coordinator has
  /// looked at them. No more is taken from the device itself, which keeps it; what others bring of it is
  /// refused on the record without being kept. A week of notes is a few hundred thousand.
  public var heldBytes = 16 << 20
  /// The changes of such a device that one space's log refuses when the device brings them itself, and on
  /// which no coordinator has decided; a year of notes is some thousands.
  public var heldChanges: UInt64 = 20_000
  /// The changes that one page of those that are held has at most.
  public var heldPerPage = 1_000
  /// How long a device may be silent before its last contact is written again, in milliseconds; `.max`
  /// where it never is.
  public var contactInterval: UInt64 = 60_000
  /// How long a device's token is good: thirty days, in milliseconds.
  public var tokenLife: UInt64 = 30 * 24 * 3_600_000
  /// The age at which a device is told to renew its token, in milliseconds: a third of
  /// ``tokenLife``, so that a device which comes once a week never meets the end of one.
  public var tokenRenewalAge: UInt64 = 10 * 24 * 3_600_000
  /// How long after its last token ended a device may have another for its key alone, in
  /// milliseconds: four hundred days, so that one that lay in a drawer for a year needs no invitation.
  public var tokenGrace: UInt64 = 400 * 24 * 3_600_000
  /// The tokens of one device that were proposed and not used yet; of more the oldest go.
  public var unusedTokens = 4
  /// The invitations of one coordinator that are not over yet, used ones included: as many in a week as a
  /// large team needs, and no more from a device in wrong hands.
  public var invitationsPerPerson = 50
  /// The longest name of a person, device, space or region, in bytes.
  public var nameBytes = 256

  /// The bounds of a region that was told no others.
  public init() {}
}
