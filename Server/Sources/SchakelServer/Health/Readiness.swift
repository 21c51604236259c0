/// Whether the server can take requests, as a load balancer or a service manager asks it.
public enum Readiness: Equatable, Sendable {
  /// It can.
  case ready
  /// It cannot; the reason is for the operator and holds nothing secret.
  case notReady(String)
}
