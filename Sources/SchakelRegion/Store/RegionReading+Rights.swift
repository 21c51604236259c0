import SchakelCore

/// Who may do what in a space. This is the one place that says so: whatever way somebody comes, by a
/// push, for an answer, events, a history or the audit, with a bundle or with what a revoked device
/// hands in, it is asked here, in the transaction that then reads or writes. A rule of `TreeTests` sees
/// to it that no other file of the region goes by a role.
extension RegionReading {
  /// The space with this id, where the person may see what is in it; nil also where there is none, so
  /// that nobody learns which there are.
  func space(_ id: SpaceID, openTo person: PersonID) throws(RegionError) -> SpaceRecord? {
    guard let space = try space(id), try isMember(person, of: space.number) else { return nil }
    return space
  }

  /// The space with this id, where the person is in it or was: a device that was taken out of use before
  /// it heard that its person left may still hold what was said there. It is for orders to erase alone.
  func space(_ id: SpaceID, onceOpenTo person: PersonID) throws(RegionError) -> SpaceRecord? {
    guard let space = try space(id), try role(of: person, in: space.number) != nil else {
      return nil
    }
    return space
  }

  /// Whether a person may see what is in a space.
  func isMember(_ person: PersonID, of space: Int64) throws(RegionError) -> Bool {
    try role(of: person, in: space)?.mayRead == true
  }

  /// The spaces that are open to a person.
  func memberships(of person: PersonID) throws(RegionError) -> [(space: SpaceRecord, role: Role)] {
    try everyMembership(of: person).filter { $0.role.mayRead }
  }

  /// Whether a person was in a space, and is no more.
  func hasLeft(_ person: PersonID, _ space: Int64) throws(RegionError) -> Bool {
    try role(of: person, in: space) == .some(.none)
  }

  /// Whether a person settles, publishes, invites, and decides what is held or erased in a space.
  func isCoordinator(_ person: PersonID, of space: Int64) throws(RegionError) -> Bool {
    try role(of: person, in: space) == .coordinator
  }

  /// The person, where somebody is named and coordinates the space: whom its log names as having decided
  /// something.
  func decider(_ person: PersonID?, in space: Int64) throws(RegionError) -> PersonID? {
    guard let person, try isCoordinator(person, of: space) else { return nil }
    return person
  }

  /// Whether a person is coordinator of any space.
  func isCoordinator(_ person: PersonID) throws(RegionError) -> Bool {
    try everyMembership(of: person).contains { $0.role == .coordinator }
  }

  /// Whether a space that has a coordinator would have none once this person had this role.
  func losesCoordinator(
    _ space: Int64, byGiving role: Role, to person: PersonID
  ) throws(RegionError) -> Bool {
    guard role != .coordinator, try isCoordinator(person, of: space) else { return false }
    return try !members(in: space, changedAfter: 0).contains {
      $0.role == .coordinator && $0.person != person
    }
  }

  /// Whether a person reads the audit of a space.
  func isAuditor(_ person: PersonID, of space: Int64) throws(RegionError) -> Bool {
    try role(of: person, in: space) == .auditor
  }
}

extension Role {
  /// For one that was read just now; else ask for the person.
  var isCoordinator: Bool { self == .coordinator }

  /// Whether a space opens to somebody who gets this role, and was closed to them.
  func opens(after before: Role?) -> Bool { mayRead && before?.mayRead != true }
}

/// What the writer of a run may do in a space.
struct WriterRights {
  let device: DeviceRecord
  private let role: Role
  /// How far its streams had come when it was taken out of use.
  var accepted: [StreamTip] = []
  /// The request for which all that its person ever wrote was erased.
  var erasure: Int64?
  /// The counters of the run that an order to erase names. Asked for once, not for each change.
  var erased: Set<UInt64> = []

  init(device: DeviceRecord, role: Role) {
    (self.device, self.role) = (device, role)
  }

  /// Whether its person settles any conflict there, and decides what everybody may see.
  var isCoordinator: Bool { role == .coordinator }

  /// Why the change may not count, or nil.
  ///
  /// - Parameter link: the change's own.
  func refusal(of header: ChangeHeader, _ dot: Dot, link: Digest) -> VoidReason? {
    guard role.mayWrite else { return .notAllowed }
    guard header.author == device.person else { return .wrongAuthor }
    if device.status == .active { return nil }
    #if SCHAKEL_PLANTED_FAULTS
      if PlantedFault.takesOfRevoked.isPlanted { return nil }
    #endif
    return device.entry(accepted: accepted).mayWrite(dot, link: link) ? nil : .held
  }
}
