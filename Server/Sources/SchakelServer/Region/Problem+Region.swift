import Logging
import SchakelCore
import SchakelRegion
import SchakelStore

extension Problem {
  /// Seconds after which a device tries again when the disk is full: an operator has to act.
  private static let retryAfterFull = 60
  /// Seconds after which it tries again when another process holds the database.
  private static let retryAfterBusy = 2

  /// What a refusal of the region is to the outside.
  init(_ error: RegionError) {
    let detail = sentence(error.message)
    switch error.code {
    case .noAccess: self = Problem(.forbidden, detail)
    case .unknownDocument, .unknownDevice, .unknownCopy, .unknownSubject, .unknownErasure,
      .unknownPreview:
      self = Problem(.notFound, detail)
    case .unknownPerson: self = Problem(.unknownPerson, detail)
    case .notCoordinator: self = Problem(.forbidden, detail)
    case .reviewNeeded: self = Problem(.conflict, detail)
    case .lastCoordinator: self = Problem(.lastCoordinator, detail)
    case .alreadyMember: self = Problem(.alreadyMember, detail)
    case .tooManyInvitations: self = Problem(.tooManyInvitations, detail)
    case .closed: self = .notReady("\(detail)")
    case .deviceRevoked: self = .deviceRevoked
    case .deviceWiped: self = error.wipe.map(Self.deviceWiped) ?? .unexplained
    case .challengeAnswered: self = Problem(.conflict, detail)
    case .renewalRefused: self = Problem(.unauthenticated, detail, fields: Self.noToken)
    case .invitationNotValid, .cursorUnknown: self = Problem(.gone, detail)
    case .replicaTaken: self = Problem(.conflict, detail)
    case .invalidInput: self = Problem(.invalidInput, detail)
    case .tooManyChanges: self = Problem(.tooLarge, detail)
    case .versionNotSpoken: self = Problem(.upgradeRequired, detail)
    case .versionNotYetSpoken: self = Problem(.serverOutdated, detail)
    case .notFounded: self = .notReady("The region was not set up yet.")
    case .storage: self = .storage(error)
    case .alreadyFounded, .damaged, .ledger, .ledgerMissing: self = .unexplained
    }
  }

  /// What a device is told that was taken out of use.
  static let deviceRevoked = Problem(
    .deviceRevoked,
    "It gets nothing; what it still has goes to /v1/hand-ins, where it is held for a coordinator.")

  /// What a device is told whose token came to its end.
  static let tokenExpired = Problem(
    .tokenExpired, "Renew it with the device's key; nothing on the device is lost.",
    fields: noToken)

  /// What a device is told that is to erase all that it holds.
  static func deviceWiped(_ order: WipeOrder) -> Problem {
    var problem = Problem(.deviceWiped)
    problem.wipe = Wipe(time: order.time, signature: Hex.encode(order.signature))
    return problem
  }

  private static func storage(_ error: RegionError) -> Problem {
    if error.isFull { return .storageFull }
    if error.database?.code == .readOnlyDisk { return .storageReadOnly }
    switch error.database?.code.primary {
    case .busy?, .locked?:
      return Problem(.overloaded, "The database is busy; try again.", retryAfter: retryAfterBusy)
    default: return .unexplained
    }
  }

  /// What is wrong with a body of CBOR, and where.
  static func unreadable(_ what: String, _ error: CBORError) -> Problem {
    Problem(.malformedRequest, "The body is no \(what): \(error.description).")
  }

  static let storageFull = Problem(
    .storageFull, "The server has no room; keep everything and try again later.",
    retryAfter: retryAfterFull)

  /// An operator has to act here too.
  static let storageReadOnly = Problem(
    .notReady, "The server's disk takes no changes; keep everything and try again later.",
    retryAfter: retryAfterFull)

  static let unexplained = Problem(
    .internal, "The request id in the answer's header finds the log line.")
}

/// The region's messages begin in lower case, to stand behind a colon.
private func sentence(_ message: String) -> String {
  message.prefix(1).uppercased() + message.dropFirst() + "."
}
