/// What is the matter with a server's certificate, as far as the device can tell.
///
/// A certificate that does not hold at the time that this device believes it is may be at fault, or
/// the device's clock. Which of the two is told from what the server itself holds for the time, and
/// that is as good as a stranger's word: it decides which sentence a person reads, and never whether
/// the server is believed.
public enum CertificateFault: Hashable, Sendable {
  /// The certificate begins later than this device's clock says, and the clock is most likely behind.
  case clockBehind
  /// It ended before the time that this device's clock says, and the clock is most likely ahead.
  case clockAhead
  /// It has ended.
  case expired
  /// It begins later.
  case notYetValid
  /// No authority that this device trusts vouches for it, or it vouches for itself.
  case unknownIssuer
  /// It is that of a server of another name.
  case wrongName
}
