public import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle
public import UnixSignals

/// The HTTP edge, put together: routes go in, a running server comes out.
///
/// ```swift
/// let server = EdgeServer<Device>(
///   configuration: configuration, health: checks, registry: registry, logger: logger
/// ) { router in
///   router.group("v1").get("spaces") { … }
/// }
/// try await server.run(closing: { await store.close() })
/// ```
///
/// Every request passes, from the outside in: correlation, log, metrics, headers, problems,
/// strict paths; then, for all but the health checks, the limits on body, number and time. Each
/// connection is kept within its limits by ``ConnectionGuard``.
///
/// Shutting down (SIGTERM, SIGINT) goes in this order: not ready, event streams end, no new
/// connections, requests in flight finish within the drain time, the store is closed.
public struct EdgeServer<Device: Sendable>: Sendable {
  /// What a request of this server carries along.
  public typealias Context = EdgeContext<Device>
  /// A router of this server.
  public typealias Routes = Router<Context>

  let configuration: EdgeConfiguration
  let identity: ServerIdentity?
  let health: HealthChecks
  let registry: MetricRegistry
  let logger: Logger
  let streams: [any Service]
  let now: @Sendable () -> Int64
  let onListening: @Sendable (ListenAddress) async -> Void
  let addRoutes: @Sendable (Routes) -> Void

  /// - Parameters:
  ///   - configuration: validated settings.
  ///   - identity: what ``EdgeConfiguration/identity`` names, read; nil for requests in the clear.
  ///   - health: what `/readyz` asks.
  ///   - registry: what `/metrics` shows.
  ///   - logger: for all lines of the edge.
  ///   - streams: hubs, which end before the server waits for open answers.
  ///   - now: milliseconds since 1970.
  ///   - onListening: told once the server takes requests, with the port it really has.
  ///   - addRoutes: adds the routes; called once per run.
  public init(
    configuration: EdgeConfiguration, identity: ServerIdentity? = nil, health: HealthChecks,
    registry: MetricRegistry, logger: Logger, streams: [any Service] = [],
    now: @escaping @Sendable () -> Int64 = millisecondsNow,
    onListening: @escaping @Sendable (ListenAddress) async -> Void = { _ in },
    addRoutes: @escaping @Sendable (Routes) -> Void
  ) {
    self.configuration = configuration
    self.identity = identity
    self.health = health
    self.registry = registry
    self.logger = logger
    self.streams = streams
    self.now = now
    self.onListening = onListening
    self.addRoutes = addRoutes
  }

  /// Serves until a signal comes, then shuts down and runs `close` last, in any case: also when
  /// the address cannot be listened on. Throws what kept it from serving.
  public func run(
    signals: [UnixSignal] = [.sigterm, .sigint],
    closing close: @escaping @Sendable () async -> Void
  ) async throws {
    try await serviceGroup(signals: signals, closing: close).run()
  }

  /// The services in the order in which they start; they are shut down the other way round.
  public func serviceGroup(
    signals: [UnixSignal], closing close: @escaping @Sendable () async -> Void
  ) -> ServiceGroup {
    let drain = DrainSign()
    var services: [any Service] = [ClosingService(close: close)]
    if let address = configuration.metricsListen { services.append(metricsServer(on: address)) }
    services.append(requestServer(drain))
    services += streams
    services.append(drain)
    var group = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: signals, logger: logger)
    group.maximumGracefulShutdownDuration = configuration.limits.drainTime
    return ServiceGroup(configuration: group)
  }
}
