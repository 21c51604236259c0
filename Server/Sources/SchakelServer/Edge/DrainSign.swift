import ServiceLifecycle
import Synchronization

/// Tells `/readyz` that the server is shutting down, before anything else ends.
final class DrainSign: Service, Sendable {
  private let isDraining = Atomic(false)

  func run() async throws {
    try? await gracefulShutdown()
    isDraining.store(true, ordering: .relaxed)
  }

  func checks(before health: HealthChecks) -> HealthChecks {
    HealthChecks { [self] in
      if isDraining.load(ordering: .relaxed) { return .notReady("The server is shutting down.") }
      return await health.readiness()
    }
  }
}
