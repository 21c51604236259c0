import HTTPTypes
import Hummingbird
import NIOCore
import SchakelCore

extension Request {
  /// The body of a request in CBOR. Throws a ``Problem`` for another media type, for a compressed
  /// one and for more than `limit` bytes. The bytes are copied once, out of the connection's buffers.
  func message(upTo limit: Int) async throws -> [UInt8] {
    try requireBody(of: ProtocolVersion.mediaType)
    let buffer = try await body.collect(upTo: limit)
    return Array(buffer.readableBytesView)
  }
}

extension Response {
  /// An answer in CBOR.
  static func message(_ bytes: [UInt8]) -> Response {
    Response(
      status: .ok, headers: [.contentType: ProtocolVersion.mediaType],
      body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// An answer in JSON.
  static func json(_ json: JSON, status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(bytes: json.bytes())))
  }
}
