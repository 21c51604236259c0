import EdgeTesting
import Hummingbird
import Logging
import ServiceLifecycle

@testable import SchakelServer

/// A server on a port of its own, for the time of one test.
struct TestServer: Sendable {
  let port: Int
  let registry: MetricRegistry
  let log: Recorder<String>
  let group: ServiceGroup
  let closings: Recorder<String>

  typealias Routes = EdgeServer<String>.Routes

  /// Starts a server, runs `body` against it, and shuts it down.
  static func run<Value: Sendable>(
    _ configuration: EdgeConfiguration = EdgeConfiguration(),
    identity: ServerIdentity? = nil,
    readiness: @escaping @Sendable () async -> Readiness = { .ready },
    streams: [any Service] = [],
    routes: @escaping @Sendable (Routes) -> Void = { _ in },
    _ body: (TestServer) async throws -> Value
  ) async throws -> Value {
    var configuration = configuration
    configuration.listen = ListenAddress("127.0.0.1:0")!
    let registry = MetricRegistry(catalogue: EdgeMetrics.catalogue)
    let log = Recorder<String>()
    let closings = Recorder<String>()
    let ports = AsyncStream<Int>.makeStream()
    let server = EdgeServer<String>(
      configuration: configuration, identity: identity,
      health: HealthChecks(readiness: readiness),
      registry: registry, logger: .recording(to: log), streams: streams,
      onListening: { ports.continuation.yield($0.port) }, addRoutes: routes)
    let group = server.serviceGroup(signals: []) { closings.add("closed") }
    async let running: Void = group.run()
    var iterator = ports.stream.makeAsyncIterator()
    let port = await iterator.next() ?? 0
    let result: Result<Value, any Error>
    do {
      result = .success(
        try await body(
          TestServer(port: port, registry: registry, log: log, group: group, closings: closings)))
    } catch {
      result = .failure(error)
    }
    await group.triggerGracefulShutdown()
    try await running
    return try result.get()
  }

  func connect<Value>(_ body: (Wire) async throws -> Value) async throws -> Value {
    try await Wire.connect(to: port, body)
  }

  func get(_ path: String, method: String = "GET", _ fields: [String] = []) async throws -> Answer {
    try await connect { try await $0.get(path, method: method, fields) }
  }
}

extension Logger {
  static func recording(
    to recorder: Recorder<String>, format: LogFormat = .json, level: Level = .trace
  ) -> Logger {
    Logger(label: "test") { _ in
      StructuredLogHandler(format: format, level: level, now: { 1_000 }) { recorder.add($0) }
    }
  }
}

/// The defaults, but for what `change` changes.
func configured(_ change: (inout EdgeConfiguration) -> Void) -> EdgeConfiguration {
  var configuration = EdgeConfiguration()
  change(&configuration)
  return configuration
}
