public import SchakelCore

/// One thing that the region holds on a person or by them, as ``RegionService/exportPerson(_:to:)`` tells
/// it. Nobody else is named in it, by name or by pseudonym: who gave a role, who wrote what a version met,
/// who agreed to something are others' own.
///
/// Times are milliseconds since 1970 (UTC), by the region's clock, unless they are said to be claimed.
public enum PersonFact: Sendable {
  /// Who they are here: first, and once.
  case person(PersonRecord)
  /// A space that they are or were in, and the role that they have there.
  case membership(SpaceInfo, Role, time: UInt64)
  /// A device of theirs.
  case device(DeviceRecord)
  /// An invitation of theirs.
  case invitation(SpaceInfo, PersonInvitation)
  /// A role that the log says they got, or gave to somebody.
  case role(SpaceInfo, PersonRole)
  /// A change that they wrote.
  case change(SpaceInfo, PersonChange)
  /// A change of theirs that the region refused.
  case refusal(SpaceInfo, PersonRefusal)
  /// A change of theirs that was refused since their device was out of use, with its words: they are kept
  /// for a coordinator to decide on.
  case held(SpaceInfo, PersonChange)
  /// What somebody else said again of theirs: what the region had lost, or what was held.
  case saidAgain(SpaceInfo, PersonPassage)
  /// A change that they wrote and that is kept aside: another one of their device has its number.
  case fork(SpaceInfo, PersonChange)
  /// Something on record in which they have a part.
  case conflict(SpaceInfo, ConflictRecord)
  /// That they looked into the audit.
  case reading(SpaceInfo, LogEntry.Reading)
  /// A profile that has their name, with what its fields hold now.
  case profile(SpaceInfo, PersonProfile)
  /// A request to erase in which they have a part: one fact for each part.
  case erasure(ErasureRecord, PersonPart)
  /// That a device of theirs said it had erased what it had to.
  case confirmation(SpaceInfo, ReplicaID, received: UInt64)
  /// A copy of a device, or one that was put back, that they let go on. Whose it is stays unsaid.
  case admission(decided: UInt64)
  /// That they took a device out of use, or had it emptied. Whose it is stays unsaid.
  case withdrawal(SpaceInfo, LogEntry.Device.Status, position: UInt64, time: UInt64)
  /// That they opened the region again, when it had been put back without its ledger.
  case opening(SpaceInfo, position: UInt64, time: UInt64)
  /// What they decided on a change that was held, by the place at which the log has its refusal.
  case decision(SpaceInfo, HeldOutcome, position: UInt64, time: UInt64)
  /// How long something is kept, as they decided.
  case retention(RetentionTerm)
  /// That the region erases each day what is due, as they decided.
  case dailyRetention(ground: String, since: UInt64, lastRun: UInt64)
}
