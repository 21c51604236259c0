public import SchakelSync

/// Why a device was not enrolled.
public enum EnrolmentFailure: Error, Hashable, Sendable {
  case transport(TransportFailure)
  /// The code is unknown, was used, or has expired: which of them is not said.
  case invitationNotValid
  /// The region knows this database already, as a device of its own.
  case replicaTaken
}
