import Foundation
import SchakelCore
public import SchakelSync
import Synchronization

/// The way to a region over HTTP.
///
///     let transport = try HTTPTransport(server: "https://schakel.example.nl", token: token)
///     let synchroniser = Synchroniser(
///       replica: replica, transport: transport, signer: sign, verifier: verify)
///
/// Keep one transport for as long as a region is talked to: it keeps its connections open, and a
/// sync on an open connection is one round trip. It may be used from any number of tasks at once.
///
/// *Invariant*: the token goes to the server it was given for, over https or within this machine,
/// and nowhere else: not along a redirection, not to a proxy in the clear, not into a message. An
/// answer is read only as far as its kind allows, and every exchange ends within ``HTTPLimits``.
public final class HTTPTransport: SyncTransport {
  /// The region's address, without a slash at its end.
  public var server: String { address.text }
  let limits: HTTPLimits
  let address: ServerAddress
  /// What is shown, and may become another.
  let token: Mutex<String?>
  var hasToken: Bool { token.withLock { $0 != nil } }
  private let agent: String
  private let carrier: any HTTPCarrier
  /// What ``reconnectDelay`` says.
  let reconnection = Mutex<UInt64?>(nil)

  /// - Parameters:
  ///   - server: `https://…`, or `http://` with a host that is this machine.
  ///   - token: what the region gave at enrolment; nil to enrol.
  ///   - agent: the program and its version, for the operator's eyes.
  ///   - carrier: what carries the requests, and is closed with this transport; nil for the one on
  ///     URLSession.
  /// - Throws: `badAddress`; `tokenRefused` for what can be no token.
  public init(
    server: String, token: String?, agent: String = "schakel", limits: HTTPLimits = HTTPLimits(),
    carrier: (any HTTPCarrier)? = nil
  ) throws(TransportFailure) {
    address = try ServerAddress(server)
    try address.refuseProxy(in: ProcessInfo.processInfo.environment)
    guard token.map(Self.isToken) ?? true else {
      throw TransportFailure(
        .tokenRefused, "What this device has is no token: enrol it with a new invitation.")
    }
    self.token = Mutex(token)
    self.agent = String(agent.filter { $0.isASCII && $0 >= " " && $0 != "\u{7f}" })
    self.limits = limits
    self.carrier = carrier ?? SessionCarrier()
  }

  deinit { carrier.close() }

  /// `b64token` (RFC 6750 §2.1), which no header can be broken with.
  static func isToken(_ text: String) -> Bool {
    let signs = Set("-._~+/=".utf8)
    return !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: signs.contains(byte)
        }
      }
  }
}

extension HTTPTransport {
  func request(
    _ method: String, _ path: String, accept: String, showingToken: Bool = true
  ) throws(TransportFailure) -> CarriedRequest {
    var fields = [(name: "Accept", value: accept), (name: "User-Agent", value: agent)]
    if showingToken, let token = token.withLock(\.self) {
      fields.append((name: "Authorization", value: "Bearer \(token)"))
    }
    return CarriedRequest(method: method, url: try address.url(path), fields: fields)
  }

  /// Sends a request with a body and returns the answer's body.
  func exchange(
    _ path: String, body: Data, type: String, hope: Exchange.Hope, showingToken: Bool = true
  ) async throws(TransportFailure) -> [UInt8] {
    var request = try request("POST", path, accept: hope.mediaType, showingToken: showingToken)
    request.fields.append((name: "Content-Type", value: type))
    request.body = body
    return try await run(request, hope: hope)
  }

  /// A region's requests may all be repeated without harm, so one that met a connection which the
  /// server had just given up is sent again at once, on a fresh one.
  func run(
    _ request: CarriedRequest, hope: Exchange.Hope
  ) async throws(TransportFailure) -> [UInt8] {
    let answer = await run(request, once: hope)
    guard answer == .failure(.connectionGivenUp) else { return try answer.get() }
    return try await run(request, once: hope).get()
  }

  private func run(
    _ request: CarriedRequest, once hope: Exchange.Hope
  ) async -> RunningExchange.Answer {
    let exchange = Exchange(hope: hope, limits: limits, now: RunningExchange.now)
    return await run(RunningExchange(exchange), request)
  }

  /// Returns an answer's body, or nothing once a stream is open.
  func run(_ running: RunningExchange, _ request: CarriedRequest) async -> RunningExchange.Answer {
    let answer = await running.answer(to: request, by: carrier)
    return answer.mapError { withoutToken($0) }
  }

  /// A server may repeat to us what we told it.
  private func withoutToken(_ failure: TransportFailure) -> TransportFailure {
    guard let token = token.withLock(\.self), failure.message.contains(token)
    else { return failure }
    return TransportFailure(
      failure.code, failure.message.replacingOccurrences(of: token, with: "…"),
      retryAfter: failure.retryAfter, problem: failure.problem, certificate: failure.certificate,
      wipe: failure.wipe)
  }
}
