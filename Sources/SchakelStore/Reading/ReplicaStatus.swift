public import SchakelCore

/// How a replica stands: what a person wants to know before going home, and a developer first.
public struct ReplicaStatus: Hashable, Sendable {
  /// How many contributions are in each state. Deleted ones count apart.
  public struct Counts: Hashable, Sendable {
    /// Not shared, and on this device alone.
    public internal(set) var drafts = 0
    /// With something that the region has not acknowledged.
    public internal(set) var onThisDevice = 0
    /// All that was written here has reached the region.
    public internal(set) var synchronised = 0
    /// Something needs attention: a refusal, a fork, a gap.
    public internal(set) var problem = 0
    /// Deleted, in whatever state; those that an edit met are not among them.
    public internal(set) var deleted = 0

    /// The count of one state, deleted ones left out.
    public subscript(state: ItemState) -> Int {
      switch state {
      case .draft: drafts
      case .onThisDevice: onThisDevice
      case .synchronised: synchronised
      case .problem: problem
      }
    }
  }

  /// How one space stands on this device.
  public struct Space: Hashable, Sendable {
    /// The same on every device.
    public let id: SpaceID
    /// As the region last said it.
    public let name: String
    /// The role of this device's person, as last heard.
    public let role: Role
    /// Contributions in it on this device, deleted ones included.
    public let documents: Int
    /// Own changes that the region has not acknowledged: "n waiting".
    public let waiting: Int
    /// Contributions with such changes in a space that this person has no right to any more: they
    /// cannot be sent from here. They stay, in the tray where the space was left, and can be exported or
    /// shared into another space.
    public let stranded: Int
    /// Since when the person is in the space no more and this device has nothing of it but what is in the
    /// tray; milliseconds since 1970 (UTC), nil otherwise.
    public let left: UInt64?
    /// When this space was last seen to be as the region has it; milliseconds since 1970 (UTC).
    public let synchronisedAt: UInt64?
    /// Whether "synchronised" may be said: nothing waits, position and digest are the region's, and
    /// it has all that is here.
    public let isSynchronised: Bool
    /// The region holds other documents, and comparing all of them did not help: a problem that
    /// somebody has to look into (``Standing/Space/differs``).
    public let differs: Bool
    /// Others' changes that the region lacks and that cannot be handed in from here
    /// (``Standing/Space/unsendable``).
    public let unsendable: Int
    /// Whether the region takes nothing that is written here before a coordinator has agreed
    /// (``Standing/Space/isUnadmitted``).
    public let isUnadmitted: Bool
    /// Others' changes that wait for the same (``Standing/Space/unadmitted``).
    public let unadmitted: Int
    /// Changes of devices that are out of use which await this person's decision
    /// (``Standing/Space/held``).
    public let held: Int
  }

  /// One dot that was given out twice: somewhere a database was copied or put back.
  public struct Fork: Hashable, Sendable {
    /// The space in which it happened.
    public let space: SpaceID
    /// The dot that two changes bear.
    public let dot: Dot
    /// When this device noticed, milliseconds since 1970 (UTC).
    public let noticed: UInt64
  }

  /// As the database says now, which may be newer than ``Replica/identity``.
  public let identity: ReplicaIdentity
  /// The person that uses this device; nil before enrolment.
  public let owner: Author?
  /// What the person calls this device; nil before that was said.
  public let deviceName: String?
  /// The region's address.
  public let server: String?
  /// When this device was enrolled, milliseconds since 1970 (UTC).
  public let enrolledAt: UInt64?
  /// Over all spaces, drafts included.
  public let counts: Counts
  /// Every space on this device, those without a right included.
  public let spaces: [Space]
  /// Own changes that the region refused or never got, with their content.
  public let tray: [TrayItem]
  /// The last noticed first.
  public let forks: [Fork]
  /// Changes, of whomever, that build on others that are not here yet.
  public let waitingForOthers: Int
  /// Documents that await a person's settlement, whoever that is.
  public let conflicts: Int
  /// Of these, the ones that wait for the person with this device (``Replica/conflictCount``).
  public let ownConflicts: Int
  /// How often the region's log turned out to be another than the one that was read here
  /// (``Replica/pastChanges()``).
  public let pastChanges: Int
  /// Checkpoints of the region that did not hold (``Replica/check(limit:)`` says why).
  public let refusedCheckpoints: Int

  /// Own changes that the region has not acknowledged, in all spaces.
  public var waiting: Int { spaces.reduce(0) { $0 + $1.waiting } }

  /// Contributions in spaces that this person has no right to any more, with changes that the region
  /// does not have.
  public var stranded: Int { spaces.reduce(0) { $0 + $1.stranded } }

  /// Others' changes that the region lacks and that cannot be handed in from here, in all spaces.
  public var unsendable: Int { spaces.reduce(0) { $0 + $1.unsendable } }

  /// Whether the region waits for a coordinator's yes before it takes what is written here: this
  /// device's database was copied or put back.
  public var isUnadmitted: Bool { spaces.contains { $0.role.mayRead && $0.isUnadmitted } }

  /// Others' changes that wait for such a yes, in all spaces.
  public var unadmitted: Int { spaces.reduce(0) { $0 + $1.unadmitted } }

  /// Changes of devices that are out of use which await this person's decision, in all spaces.
  public var held: Int { spaces.reduce(0) { $0 + $1.held } }

  /// Whether "synchronised" may be said of all of it: nothing waits anywhere. A person who reads
  /// nothing of the region any more, or is not enrolled, is not synchronised with it.
  public var isSynchronised: Bool {
    let readable = spaces.filter(\.role.mayRead)
    return waiting == 0 && !readable.isEmpty && readable.allSatisfy(\.isSynchronised)
  }

  /// When all spaces were last seen to be as the region has them; nil where one never was.
  public var synchronisedAt: UInt64? {
    let times = spaces.filter(\.role.mayRead).map(\.synchronisedAt)
    return times.contains(nil) ? nil : times.compactMap(\.self).min()
  }
}
