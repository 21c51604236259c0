/// Whether the server can take requests, as a load balancer or a service manager asks it.
public enum Readiness: Equatable, Sendable {
  /// It can.
  case ready
  /// It cannot; the reason is for the operator and holds nothing secret.
  case notReady(String)
}

/// What the health endpoints answer from.
public struct HealthChecks: Sendable {
  /// Asked on every `/readyz`; cheap, and never blocks for long.
  public var readiness: @Sendable () async -> Readiness

  /// Checks that ask `readiness`.
  public init(readiness: @escaping @Sendable () async -> Readiness) {
    self.readiness = readiness
  }
}
