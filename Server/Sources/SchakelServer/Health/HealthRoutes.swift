import HTTPTypes
public import Hummingbird
import NIOCore

extension Router {
  /// `/livez`: the process answers. `/readyz`: it can do its work; 503 when it cannot, as while
  /// it shuts down, so that no new work is sent its way. Both are open to everyone and say
  /// nothing else; but that something asks for the operator's attention.
  public func addHealthRoutes(_ checks: HealthChecks) {
    get("livez") { _, _ in healthy("ok") }
    get("readyz") { _, _ in
      switch await checks.readiness() {
      case .notReady(let reason): throw Problem.notReady(reason)
      case .readyBut(let attention): return healthy("ready", attention: attention)
      case .ready: return healthy("ready")
      }
    }
  }

  /// `/metrics`: the Prometheus page.
  public func addMetricsRoute(_ registry: MetricRegistry) {
    get("metrics") { _, _ in
      Response(
        status: .ok,
        headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
        body: .init(byteBuffer: ByteBuffer(string: registry.exposition())))
    }
  }
}

private func healthy(_ status: String, attention: String? = nil) -> Response {
  var json: JSON = ["status": .string(status)]
  if let attention { json = ["status": .string(status), "attention": .string(attention)] }
  return Response(
    status: .ok, headers: [.contentType: "application/json"],
    body: .init(byteBuffer: ByteBuffer(bytes: json.bytes())))
}
