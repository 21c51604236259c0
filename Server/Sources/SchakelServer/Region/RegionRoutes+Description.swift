import HTTPTypes
import Hummingbird
import NIOCore

extension RegionRoutes {
  /// `GET /v1/openapi.json`: this interface, as OpenAPI. Pages of any origin may read it: it holds
  /// nothing that is not public, and tools that show it run in a browser.
  static var description: Response {
    Response(
      status: .ok, headers: [.contentType: "application/json", .accessControlAllowOrigin: "*"],
      body: .init(byteBuffer: ByteBuffer(string: openAPIDocument)))
  }
}
