public import SchakelCore
public import SchakelStore

/// Why the region refused, and what to do about it.
public struct RegionError: Error, Sendable {
  /// What was refused, for programs.
  public enum Code: Hashable, Sendable {
    /// The database holds no region: it was never founded.
    case notFounded
    /// The database holds a region already.
    case alreadyFounded
    /// There is no such space, or the device's person is not in it: which of the two is not said.
    case noAccess
    /// There is no such document in the space.
    case unknownDocument
    /// No device of a person's has this replica.
    case unknownDevice
    /// The device was taken out of use.
    case deviceRevoked
    /// Nobody here is called so, or was ever in that space.
    case unknownPerson
    /// The space's last coordinator would cease to be one, and nobody insisted.
    case lastCoordinator
    /// Who is invited is in the space already.
    case alreadyMember
    /// The coordinator has as many invitations open as the region keeps for one person.
    case tooManyInvitations
    /// The region met no such copy of a device.
    case unknownCopy
    /// The device is to erase all that it holds; ``RegionError/wipe`` is the order.
    case deviceWiped
    /// The challenge is not, or no longer, the one that is to be answered.
    case challengeAnswered
    /// The device is not known, did not sign, or was away for too long: which of them is not said.
    case renewalRefused
    /// Nothing here is by that person or in that document.
    case unknownSubject
    /// No request to erase with that number is open.
    case unknownErasure
    /// Only a coordinator may ask for that or agree to it, and not the one who asked.
    case notCoordinator
    /// There are changes that may have copied what is to be erased, and nobody said what becomes of
    /// them.
    case reviewNeeded
    /// The list that is to be erased is not the last that was previewed, or depends on what has changed.
    case unknownPreview
    /// What is beside the database and must outlast it is altered, or another region's.
    case ledger
    /// A database that was put back has no ledger beside it, or one that is older than itself.
    case ledgerMissing
    /// The region gives nothing out before a coordinator opens it.
    case closed
    /// The code was never given out, was used, or has expired: which of them is not said.
    case invitationNotValid
    /// Another device has this replica's name: draw a new one.
    case replicaTaken
    /// A value that was given is empty, too long or of the wrong length.
    case invalidInput
    /// The request brings more changes than the region takes at once: nothing of it was taken, and
    /// the same in smaller parts is.
    case tooManyChanges
    /// The client speaks a version of the protocol that this server no longer speaks.
    case versionNotSpoken
    /// The client speaks a version of the protocol that is newer than this server.
    case versionNotYetSpoken
    /// The cursor is of another log, or of a part of this one that was lost.
    case cursorUnknown
    /// The database refused; `database` says why.
    case storage
    /// What is stored makes no sense. Nothing was changed.
    case damaged
  }

  /// What was refused; the edge makes a status and a problem type of it.
  public let code: Code
  /// A sentence that says what happened and what to do next. It holds no name, code or token.
  public let message: String
  /// What the database said, where it was the one to refuse.
  public private(set) var database: SQLiteError?
  /// With ``Code/deviceWiped``: what the device is ordered to do.
  public private(set) var wipe: WipeOrder?

  /// A refusal that the database has no part in: ``database`` is nil.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The disk, or the limit set on the file, is full: nothing was written, and the same request
  /// succeeds once there is room.
  public var isFull: Bool { database?.code.isFull ?? false }
}

extension RegionError: SQLiteErrorCarrier {
  /// A row that makes no sense is `damaged`, all else `storage`.
  public init(_ error: SQLiteError) {
    // A row that is not what this version writes is damage, whatever it was that found it.
    self.init(error.code.primary == .mismatch ? .damaged : .storage, error.description)
    database = error
  }

  /// Notes in ``database`` what became of the transaction; nothing where it had no part.
  public mutating func transactionEnded(_ fate: TransactionFate) {
    database?.transactionEnded(fate)
  }
}

extension RegionError: CustomStringConvertible {
  public var description: String { message }
}

extension RegionError {
  static let notFounded = RegionError(
    .notFounded, "this database holds no region: make one with schakeld init")
  static let alreadyFounded = RegionError(
    .alreadyFounded, "this database holds a region already: choose another folder")
  static let noAccess = RegionError(
    .noAccess, "this device has no access to that space: ask its coordinator for an invitation")
  static let unknownDocument = RegionError(
    .unknownDocument, "the space has no such document: sync, and look again")
  /// No device of a person's has the name that was given.
  public static let unknownDevice = RegionError(
    .unknownDevice, "no device has this name: schakeld device list shows them")
  static let deviceRevoked = RegionError(
    .deviceRevoked, "this device was taken out of use: what it keeps stays there")
  static let challengeAnswered = RegionError(
    .challengeAnswered, "this challenge is not the one to answer: ask for one, and sign that")
  static let renewalRefused = RegionError(
    .renewalRefused, "this gives no other token: enrol the device with a new invitation")
  static func deviceWiped(_ order: WipeOrder) -> RegionError {
    var error = RegionError(.deviceWiped, "this device is to erase all that it holds")
    error.wipe = order
    return error
  }
  static let invitationNotValid = RegionError(
    .invitationNotValid,
    "this invitation is not valid: it was used, has expired, or never was; ask for a new one")
  static let replicaTaken = RegionError(
    .replicaTaken, "another device has this replica's name: draw a new name and enrol again")
  static let cursorUnknown = RegionError(
    .cursorUnknown, "this cursor is not on the log: begin again without one")
  static let historyUnknown = RegionError(
    .cursorUnknown, "this token is not of the document's history here: begin again without one")

  static func invalid(_ what: String) -> RegionError { RegionError(.invalidInput, what) }

  static func damaged(_ what: String) -> RegionError {
    RegionError(.damaged, "the database is damaged: " + what + "; stop, and restore a backup")
  }
}
