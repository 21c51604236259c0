/// Why an exchange with the region did not happen. Whatever it is, the device keeps everything.
public struct TransportFailure: Error, Hashable, Sendable {
  /// What stood in the way, for programs: an app chooses its own words by it.
  public enum Code: Hashable, Sendable {
    /// No way to the server: no network, no such host, nobody listening.
    case unreachable
    /// The server did not answer in time.
    case timedOut
    /// The connection broke while the answer came.
    case interrupted
    /// The server is busy, or is being maintained (408, 429, 503).
    case busy
    /// The server failed (other 5xx).
    case serverError
    /// The token is not known, or no longer (401). Data stays; the device must be enrolled again, if
    /// its key gets it no other (``RenewingTransport``).
    case tokenRefused
    /// The token came to its end (401 that says so). Data stays; with its key the device gets another.
    case tokenExpired
    /// This person or device may not do this (403).
    case forbidden
    /// The region took this device out of use (403 that says so): it gets nothing and nothing is taken
    /// of it. Data stays.
    case deviceRevoked
    /// The region orders this device to erase all that it holds (403 that says so). ``wipe`` says under
    /// which signature: whoever obeys checks that first.
    case deviceWiped
    /// The server speaks a newer protocol than this program (426, or an answer that says so).
    case upgradeRequired
    /// The server is older than this program, and does not speak its protocol yet (501 that says so).
    /// Its operator upgrades it; a later try may succeed.
    case serverOutdated
    /// The request is larger than the server, or a proxy before it, takes (413): send less at once.
    case tooLarge
    /// The server refused the request as such (other 4xx): a defect in one of the two.
    case requestRefused
    /// The address is none that a token may be sent to. Nothing was sent.
    case badAddress
    /// The server sent us elsewhere. We do not follow: a token is for one server.
    case redirected
    /// What answered is not a Schakel server: a portal's login page, or a proxy.
    case notSchakel
    /// What the region answered does not hold together, or bears a receipt that is not signed with its
    /// key. Nothing of it was taken in.
    case protocolViolation
    /// The certificate is not one that this device trusts, or its clock is wrong.
    case certificate
    /// Whoever asked wanted it to end.
    case cancelled
  }

  /// What stood in the way.
  public let code: Code
  /// What happened, in English, for logs; people are told from ``code``.
  public let message: String
  /// How long the server asks us to wait, milliseconds.
  public let retryAfter: UInt64?
  /// The kind of problem that the server named (`type` of RFC 9457), such as `/problems/gone`:
  /// what programs tell refusals apart by.
  public let problem: String?
  /// With ``Code/certificate``: what is the matter with it, where that is known.
  public let certificate: CertificateFault?
  /// With ``Code/deviceWiped``: what the server says the region ordered. Nothing of it is checked.
  public let wipe: Wipe?

  /// An order to erase all, as it came.
  public struct Wipe: Hashable, Sendable {
    /// When it was decided, milliseconds since 1970 (UTC).
    public let time: UInt64
    /// As in `WipeOrder.signature`.
    public let signature: [UInt8]

    public init(time: UInt64, signature: [UInt8]) {
      self.time = time
      self.signature = signature
    }
  }

  public init(
    _ code: Code, _ message: String, retryAfter: UInt64? = nil, problem: String? = nil,
    certificate: CertificateFault? = nil, wipe: Wipe? = nil
  ) {
    self.code = code
    self.message = message
    self.retryAfter = retryAfter
    self.problem = problem
    self.certificate = certificate
    self.wipe = wipe
  }

  /// Whether the same request may succeed later without anybody doing anything.
  public var isPassing: Bool {
    switch code {
    case .unreachable, .timedOut, .interrupted, .busy, .serverError, .notSchakel: true
    case .tokenRefused, .tokenExpired, .forbidden, .deviceRevoked, .deviceWiped, .upgradeRequired,
      .serverOutdated, .tooLarge, .requestRefused, .badAddress, .redirected, .protocolViolation,
      .certificate, .cancelled:
      false
    }
  }
}

extension TransportFailure: CustomStringConvertible {
  public var description: String { message }
}
