/// What the health endpoints answer from.
public struct HealthChecks: Sendable {
  /// Asked on every `/readyz`; cheap, and never blocks for long.
  public var readiness: @Sendable () async -> Readiness

  /// Checks that ask `readiness`.
  public init(readiness: @escaping @Sendable () async -> Readiness) {
    self.readiness = readiness
  }
}
