import Foundation
import Logging
import NIOCore
import SchakelServer

/// Serves until a signal comes. Prints the address once requests are taken.
func serve(_ configuration: EdgeConfiguration, in context: DaemonContext) async throws {
  let logger = logger(configuration, in: context)
  var configuration = configuration
  fitConnections(&configuration.limits, logger)
  let registry = MetricRegistry(catalogue: EdgeMetrics.catalogue)
  let server = EdgeServer<Never>(
    configuration: configuration, health: HealthChecks { .ready }, registry: registry,
    logger: logger,
    onListening: { context.print("listening on http://\($0)") },
    addRoutes: { _ in })
  do {
    try await server.run(signals: context.signals) {
      logger.info("stopped", metadata: event("stop", "server"))
    }
  } catch let error as IOError {
    throw Refusal(reason(error, configuration.listen))
  }
}

private func logger(_ configuration: EdgeConfiguration, in context: DaemonContext) -> Logger {
  Logger(label: "schakeld") { _ in
    StructuredLogHandler(
      format: configuration.logFormat, level: configuration.logLevel, now: context.now,
      sink: context.printError)
  }
}

/// Every connection takes a file descriptor, and some are needed for the rest.
private func fitConnections(_ limits: inout Limits, _ logger: Logger) {
  let reserve = 64
  let available = raiseFileLimit(to: limits.connections + reserve)
  guard available < limits.connections + reserve else { return }
  limits.connections = max(1, available - reserve)
  logger.warning(
    "fewer connections than set: the system allows too few open files (ulimit -n)",
    metadata: event("limit", "\(limits.connections) connections"))
}

private func event(_ action: String, _ object: String) -> Logger.Metadata {
  [
    LogKey.action: "\(action)", LogKey.object: "\(object)", LogKey.result: "done",
    LogKey.origin: "process", LogKey.actor: "schakeld",
  ]
}

private func reason(_ error: IOError, _ address: ListenAddress) -> String {
  switch error.errnoCode {
  case EADDRINUSE:
    "\(address) is in use by another program; stop it, or choose another with --listen."
  case EADDRNOTAVAIL: "This machine has no address \(address.host); choose another with --listen."
  case EACCES: "Ports below 1024 are not open to everyone; choose another with --listen."
  default: "Cannot listen on \(address): \(error)"
  }
}
