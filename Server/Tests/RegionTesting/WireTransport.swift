package import EdgeTesting
package import NIOSSL
package import SchakelCore
package import SchakelSync

/// The way to a server on this machine over a raw connection, one for each exchange.
package struct WireTransport: SyncTransport {
  let port: Int
  let token: String
  let security: TLSConfiguration?

  package init(port: Int, token: String, by security: TLSConfiguration? = nil) {
    self.port = port
    self.token = token
    self.security = security
  }

  package func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await exchange("/v1/sync", request)
  }

  package func handIn(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await exchange("/v1/hand-ins", request)
  }

  package func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await exchange("/v1/history", request)
  }

  package func events() async throws(TransportFailure) -> AsyncStream<SpaceID> {
    throw TransportFailure(.unreachable, "this transport has no events")
  }

  private func exchange(
    _ path: String, _ body: [UInt8]
  ) async throws(TransportFailure) -> [UInt8] {
    let answer: Answer
    do {
      answer = try await post(path, body)
    } catch {
      throw TransportFailure(.interrupted, "\(error)")
    }
    guard answer.status == 200 else {
      throw TransportFailure(Self.code(answer), "\(answer.status) \(answer.body)")
    }
    return answer.bytes
  }

  private static func code(_ answer: Answer) -> TransportFailure.Code {
    if answer.problemKind == "device-revoked" { return .deviceRevoked }
    return answer.status == 413 ? .tooLarge : .requestRefused
  }

  /// Sends a body as CBOR and waits for whatever is answered.
  package func post(_ path: String, _ body: [UInt8]) async throws -> Answer {
    let fields = [
      "Authorization: Bearer \(token)", "Content-Type: \(ProtocolVersion.mediaType)",
    ]
    return try await Wire.connect(to: port, by: security) {
      try await $0.post(path, fields, body: body)
    }
  }
}
