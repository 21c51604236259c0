public import SchakelCore

/// Somebody whom the operator has invited.
public struct PersonRecord: Sendable {
  public let id: PersonID
  /// The operator's own name for the person, such as a staff number. It never leaves the server.
  public let handle: String
  public var name: String

  public init(id: PersonID, handle: String, name: String) {
    self.id = id
    self.handle = handle
    self.name = name
  }
}

/// A person's place in a space.
public struct MemberRecord: Sendable {
  public let person: PersonID
  public let name: String
  public let role: Role
  /// Who gave the role; nil for the operator.
  public let actor: PersonID?
  public let time: UInt64
  /// The position in the space's log at which name or role last changed.
  public let changed: UInt64

  public init(
    person: PersonID, name: String, role: Role, actor: PersonID?, time: UInt64, changed: UInt64
  ) {
    self.person = person
    self.name = name
    self.role = role
    self.actor = actor
    self.time = time
    self.changed = changed
  }

  var entry: LogEntry.Member {
    LogEntry.Member(person: person, role: role, actor: actor, time: time)
  }
}

/// A device that was enrolled.
public struct DeviceRecord: Sendable {
  public let replica: ReplicaID
  public let person: PersonID
  public let name: String
  public let publicKey: [UInt8]
  public let status: LogEntry.Device.Status
  public let created: UInt64
  /// When the device last spoke to the region, to within `RegionLimits.contactInterval`.
  public let lastContact: UInt64?
  /// The program that it last spoke with.
  public let agent: String

  public init(
    replica: ReplicaID, person: PersonID, name: String, publicKey: [UInt8],
    status: LogEntry.Device.Status, created: UInt64, lastContact: UInt64?, agent: String
  ) {
    self.replica = replica
    self.person = person
    self.name = name
    self.publicKey = publicKey
    self.status = status
    self.created = created
    self.lastContact = lastContact
    self.agent = agent
  }

  var entry: LogEntry.Device {
    LogEntry.Device(
      replica: replica, person: person, publicKey: publicKey, status: status, time: created)
  }
}

/// A code that was given out.
public struct InvitationRecord: Sendable {
  public let person: PersonID
  public let space: Int64
  public let role: Role
  public let expires: UInt64
  /// When and by which device it was used.
  public let used: UInt64?
  public let replica: ReplicaID?

  public init(
    person: PersonID, space: Int64, role: Role, expires: UInt64, used: UInt64?,
    replica: ReplicaID?
  ) {
    self.person = person
    self.space = space
    self.role = role
    self.expires = expires
    self.used = used
    self.replica = replica
  }
}
