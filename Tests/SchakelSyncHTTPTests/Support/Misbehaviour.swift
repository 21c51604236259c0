import SchakelCore
import SchakelSync
import Testing

@testable import SchakelSyncHTTP

/// Something that a server, or what stands in for one, may do to a request, and what it must be
/// called.
struct Misbehaviour: Sendable, CustomTestStringConvertible {
  let name: String
  let script: Script
  let code: TransportFailure.Code
  var retryAfter: UInt64?
  var problem: String?
  /// Words that the message must have.
  var says = ""

  var testDescription: String { name }

  init(
    _ name: String, _ code: TransportFailure.Code, retryAfter: UInt64? = nil,
    problem: String? = nil, says: String = "", _ script: Script
  ) {
    self.name = name
    self.script = script
    self.code = code
    self.retryAfter = retryAfter
    self.problem = problem
    self.says = says
  }

  /// An answer that is whole.
  init(
    _ answer: String, _ code: TransportFailure.Code, retryAfter: UInt64? = nil,
    problem: String? = nil, says: String = ""
  ) {
    self.init(
      String(answer.prefix { $0 != "\r\n" }), code, retryAfter: retryAfter, problem: problem,
      says: says, .answer(answer))
  }
}

extension HTTPLimits {
  /// Short enough to test what takes too long, and as long as a busy machine may need for what does
  /// not.
  static func patient(
    connect: UInt64 = 20_000, silence: UInt64 = 20_000, total: UInt64 = 40_000
  ) -> HTTPLimits {
    var limits = HTTPLimits()
    limits.connect = connect
    limits.silence = silence
    limits.total = total
    limits.streamSilence = silence
    return limits
  }
}

let token = "0123456789abcdef-token"

/// An answer of the protocol's type.
func answer(_ body: String, _ headers: [String] = []) -> String {
  .http("200 OK", headers, type: ProtocolVersion.mediaType, body: body)
}

func transport(
  to server: RawServer, limits: HTTPLimits = .patient()
) throws -> HTTPTransport {
  try makeTransport(server: server.address, token: token, limits: limits)
}

/// What a request to this server fails with.
func failure(
  at server: RawServer, body: [UInt8] = [1, 2, 3], limits: HTTPLimits = .patient()
) async throws -> TransportFailure? {
  let transport = try transport(to: server, limits: limits)
  do throws(TransportFailure) {
    _ = try await transport.sync(body)
    return nil
  } catch {
    return error
  }
}
