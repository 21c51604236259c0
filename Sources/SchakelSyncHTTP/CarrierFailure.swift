public import SchakelSync

/// What broke while an ``HTTPCarrier`` carried a request.
public struct CarrierFailure: Error, Hashable, Sendable {
  /// `unreachable`, `timedOut`, `interrupted`, `notSchakel` or `certificate`.
  public let code: TransportFailure.Code
  /// In the system's or library's words, in English, without a full stop.
  public let cause: String
  /// Of a certificate that does not hold: what is the matter with it, where that is known.
  public let fault: CertificateFault?

  /// What broke, and why.
  public init(
    _ code: TransportFailure.Code, _ cause: String, fault: CertificateFault? = nil
  ) {
    self.code = code
    self.cause = cause
    self.fault = fault
  }
}
