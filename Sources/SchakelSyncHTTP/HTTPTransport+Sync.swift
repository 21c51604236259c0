import Foundation
import SchakelCore
public import SchakelSync

extension HTTPTransport {
  /// `POST /v1/sync`.
  public func sync(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await exchange("/v1/sync", request)
  }

  /// `POST /v1/history`.
  public func history(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await exchange("/v1/history", request)
  }

  private func exchange(_ path: String, _ body: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    let type = ProtocolVersion.mediaType
    return try await exchange(
      path, body: Data(body), type: type, hope: Exchange.Hope(type, limit: limits.answerBytes))
  }
}
