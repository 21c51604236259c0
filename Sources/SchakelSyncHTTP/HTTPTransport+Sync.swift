import Foundation
public import SchakelCore
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

  /// `POST /v1/hand-ins`.
  public func handIn(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await exchange("/v1/hand-ins", request)
  }

  /// `POST /v1/held-changes`: sends an encoded `HeldRequest` and returns the encoded `HistoryAnswer`.
  public func heldChanges(_ request: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    try await exchange("/v1/held-changes", request)
  }

  /// `POST /v1/held-dismissals`: lets a change go that is held. It may be said again.
  public func dismissHeld(_ dot: Dot, in space: SpaceID) async throws(TransportFailure) {
    let type = "application/json"
    let body = Data(
      """
      {"counter":\(dot.counter),"space":"\(space.text)","writer":"\(dot.writer.text)"}
      """.utf8)
    let hope = Exchange.Hope(type, limit: limits.enrolmentBytes)
    _ = try await exchange("/v1/held-dismissals", body: body, type: type, hope: hope)
  }

  private func exchange(_ path: String, _ body: [UInt8]) async throws(TransportFailure) -> [UInt8] {
    let type = ProtocolVersion.mediaType
    return try await exchange(
      path, body: Data(body), type: type, hope: Exchange.Hope(type, limit: limits.answerBytes))
  }
}
