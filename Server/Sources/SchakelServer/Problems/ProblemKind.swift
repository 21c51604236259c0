/// The kinds of problem this server answers with: one row each for the stable `type`, the
/// status and the title of RFC 9457.
///
/// A type is a path relative to the server, `/problems/SLUG`. Clients tell problems apart by
/// it, so a slug never changes meaning and is never taken away; new ones may follow. A client
/// that meets a type it does not know goes by the status.
public enum ProblemKind: String, CaseIterable, Sendable {
  case malformedRequest = "malformed-request"
  case invalidInput = "invalid-input"
  case unauthenticated = "unauthenticated"
  case tokenExpired = "token-expired"
  case forbidden = "forbidden"
  case deviceRevoked = "device-revoked"
  case deviceWiped = "device-wiped"
  case notFound = "not-found"
  case unknownPerson = "unknown-person"
  case methodNotAllowed = "method-not-allowed"
  case notAcceptable = "not-acceptable"
  case tooSlow = "too-slow"
  case conflict = "conflict"
  case alreadyMember = "already-member"
  case lastCoordinator = "last-coordinator"
  case tooManyInvitations = "too-many-invitations"
  case gone = "gone"
  case tooLarge = "too-large"
  case unsupportedMediaType = "unsupported-media-type"
  case upgradeRequired = "upgrade-required"
  case tooManyRequests = "too-many-requests"
  case headersTooLarge = "headers-too-large"
  case `internal` = "internal"
  case serverOutdated = "server-outdated"
  case overloaded = "overloaded"
  case timedOut = "timed-out"
  case notReady = "not-ready"
  case shuttingDown = "shutting-down"
  case storageFull = "storage-full"
}

extension ProblemKind {
  /// The `type` member: a URI reference relative to the server's root.
  public var type: String { "/problems/\(rawValue)" }

  /// The HTTP status code, three digits.
  public var status: Int { row.status }

  /// The `title` member: the same words for every problem of this kind.
  public var title: String { row.title }

  /// What to do about any problem of this kind, where there is nothing more to say of the one.
  var advice: String {
    switch self {
    case .malformedRequest: "Send well-formed HTTP, and a body in the form that it is said to have."
    case .invalidInput: "See errors for the places."
    case .unauthenticated: "Send the device's token as Authorization: Bearer."
    case .tokenExpired: "Renew it with the device's key; nothing on the device is lost."
    case .forbidden: "Ask a coordinator of the space for the right to do this."
    case .deviceRevoked:
      "It gets nothing; what it still has goes to /v1/hand-ins, where it is held for a coordinator."
    case .deviceWiped:
      "Check the region's signature on wipe, erase all that the device holds, and confirm it."
    case .notFound: "Look the address up in the description at /v1/openapi.json."
    case .unknownPerson: "Name somebody of one of the device's spaces, by pseudonym."
    case .methodNotAllowed: "The header Allow lists what it answers."
    case .notAcceptable: "Ask for the media type that the description names, or for any."
    case .tooSlow: "Send the whole request without pausing."
    case .conflict: "Read the present state first."
    case .alreadyMember: "Give another role to somebody who is in the space."
    case .lastCoordinator: "Make somebody else a coordinator first."
    case .tooManyInvitations: "Wait until the first of them is over."
    case .gone: "Ask anew, without what is no longer good."
    case .tooLarge: "Send it in smaller parts."
    case .unsupportedMediaType: "Send the media type that the description names."
    case .upgradeRequired: "Upgrade the program; nothing on the device is lost."
    case .tooManyRequests: "Wait, and ask less often."
    case .headersTooLarge: "Send fewer or shorter headers."
    case .internal: "The request id in the answer's header finds the log line."
    case .serverOutdated: "Keep everything; the operator has to upgrade the server."
    case .overloaded: "Try again after a while."
    case .timedOut: "Try again, in smaller parts."
    case .notReady: "Try again after a while."
    case .shuttingDown: "Try again on the server's return."
    case .storageFull: "Keep everything and try again later."
    }
  }

  private var row: (status: Int, title: String) {
    switch self {
    case .malformedRequest: (400, "The request is not well-formed")
    case .invalidInput: (400, "The request holds values that are not valid")
    case .unauthenticated: (401, "No valid credential was given")
    case .tokenExpired: (401, "This device's token has ended")
    case .forbidden: (403, "This credential gives no right to do this")
    case .deviceRevoked: (403, "This device was taken out of use")
    case .deviceWiped: (403, "This device is to erase all that it holds")
    case .notFound: (404, "There is nothing at this address")
    case .unknownPerson: (404, "Nobody whom this device can see has this pseudonym")
    case .methodNotAllowed: (405, "This address does not answer this method")
    case .notAcceptable: (406, "No form that was asked for is available")
    case .tooSlow: (408, "The request took too long to arrive")
    case .conflict: (409, "The request conflicts with the present state")
    case .alreadyMember: (409, "Who is invited is in the space already")
    case .lastCoordinator: (409, "The space would have no coordinator left")
    case .tooManyInvitations: (409, "This person made as many invitations as one may")
    case .gone: (410, "What was here is gone")
    case .tooLarge: (413, "The request is too large")
    case .unsupportedMediaType: (415, "The request's media type is not supported")
    case .upgradeRequired: (426, "The program must be upgraded")
    case .tooManyRequests: (429, "Too many requests")
    case .headersTooLarge: (431, "The request's headers are too large")
    case .internal: (500, "Something went wrong in the server")
    case .serverOutdated: (501, "The server must be upgraded")
    case .overloaded: (503, "The server is busy")
    case .timedOut: (503, "The server took too long")
    case .notReady: (503, "The server is not ready")
    case .shuttingDown: (503, "The server is shutting down")
    case .storageFull: (507, "The server has no room left")
    }
  }

  /// The kind that stands for a bare HTTP status, such as the framework throws.
  public static func standing(for status: Int) -> ProblemKind {
    let exact = allCases.first { $0.status == status }
    switch status {
    case _ where exact != nil: return exact ?? .internal
    case 400..<500: return .malformedRequest
    default: return .internal
    }
  }
}
