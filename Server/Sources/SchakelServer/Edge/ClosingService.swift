import ServiceLifecycle

/// Does nothing until all services started after it have ended, then closes what they worked on.
struct ClosingService: Service {
  let close: @Sendable () async -> Void

  func run() async throws {
    // It throws when the group is cancelled, as after another service failed: close then too.
    try? await gracefulShutdown()
    await close()
  }
}
