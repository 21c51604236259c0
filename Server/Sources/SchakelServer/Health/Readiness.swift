/// Whether the server can take requests, as a load balancer or a service manager asks it.
public enum Readiness: Equatable, Sendable {
  /// It can.
  case ready
  /// It can, and something asks for its operator's attention; the words hold nothing secret.
  case readyBut(String)
  /// It cannot; the reason is for the operator and holds nothing secret.
  case notReady(String)
}
