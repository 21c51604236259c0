import Hummingbird
import NIOCore

extension RegionRoutes {
  /// `GET /v1/openapi.json`: this interface, as OpenAPI.
  static var description: Response {
    Response(
      status: .ok, headers: [.contentType: "application/json"],
      body: .init(byteBuffer: ByteBuffer(string: openAPIDocument)))
  }
}
