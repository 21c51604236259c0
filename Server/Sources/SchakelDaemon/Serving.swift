import Logging
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelServer
import ServiceLifecycle

/// Serves until a signal comes. Prints the address once requests are taken. When the last request is
/// answered, signs where the region's logs stand, and closes it.
func serve(
  _ region: OpenRegion, _ bundleSecret: BundleSecret, _ configuration: EdgeConfiguration,
  _ identity: ServerIdentity?, _ metrics: ServerMetrics, in context: DaemonContext
) async throws {
  let lines = LogOutput(configuration, in: context)
  defer { lines.queue.drain(seconds: LogOutput.patience) }
  let logger = lines.logger
  var configuration = configuration
  fitConnections(&configuration.limits, logger)
  let reloading = reloading(identity, configuration, logger, in: context)
  if !configuration.showsMetrics {
    logger.notice(
      "other machines reach this server, so it shows no figures: say where with --metrics-listen",
      metadata: event("hide", "figures"))
  }
  let routes = RegionRoutes(
    service: region.service, publicKey: region.key.publicKey,
    bundleKey: BundleKey(
      publicKey: bundleSecret.publicKey, signedBy: { (try? region.key.sign($0)) ?? [] }),
    limits: configuration.limits, exportFolder: region.folder, metrics: metrics.region)
  let check = FileCheck(region.service, logger)
  let checkpoints = Checkpoints(
    region.service, every: configuration.checkpointInterval, logger)
  let disk = DiskWatch(
    logger, freeBytes: { context.freeBytes(region.folder) }, note: metrics.region.note(freeBytes:))
  let backups = Backups(region, configuration.backup, logger, metrics.region, in: context)
  let copies = LedgerCopies(region, configuration.backup, logger, metrics.region, in: context)
  let keeping: [any Service] = [backups as (any Service)?, copies].compactMap(\.self)
  let server = EdgeServer<Device>(
    configuration: configuration, identity: reloading?.identity,
    health: checks(region.service, check), registry: metrics.registry, logger: logger,
    streams: routes.services + [
      check, checkpoints, disk, Sweeping(region.service, logger),
      RetentionKeeping(region.service, logger),
    ] + keeping
      + (reloading.map { [$0] } ?? []),
    now: context.now,
    onListening: {
      context.print("listening on \(identity == nil ? "http" : "https")://\($0)")
      check.begin()
    },
    addRoutes: routes.add)
  try await server.run(signals: context.signals) {
    await checkpoints.write()
    close(region.service, logger)
  }
}

/// What a server counts, and where it keeps that.
struct ServerMetrics {
  let registry = MetricRegistry(catalogue: EdgeMetrics.catalogue + RegionMetrics.catalogue)
  let region: RegionMetrics

  /// Metrics for the one server of this process.
  init(in context: DaemonContext) {
    region = RegionMetrics(factory: registry)
    context.adoptMetrics(registry)
  }
}

/// Ready means that the store answers, and that no damage was found in its file.
private func checks(_ region: RegionService, _ check: FileCheck) -> HealthChecks {
  HealthChecks {
    guard !check.foundDamage else {
      return .notReady("The database is damaged: its operator has to put a backup back.")
    }
    do {
      _ = try region.name()
      let isFailing = try region.backups().values.contains { $0.problem != nil }
      return isFailing
        ? .readyBut("The last backup could not be made: schakeld status says why.") : .ready
    } catch {
      return .notReady("The database does not answer.")
    }
  }
}

private func close(_ region: RegionService, _ logger: Logger) {
  do {
    try region.close()
    logger.info("stopped", metadata: event("stop", "server"))
  } catch {
    logger.error(
      "the database did not close",
      metadata: event("stop", "server", "failed").merging(["error": "\(error)"]) { $1 })
  }
}

private func reloading(
  _ identity: ServerIdentity?, _ configuration: EdgeConfiguration, _ logger: Logger,
  in context: DaemonContext
) -> IdentityReloading? {
  guard let identity, let files = configuration.identity else { return nil }
  return IdentityReloading(
    identity, every: configuration.identityInterval, logger, now: { context.time },
    read: { try context.identity(files) })
}

/// Where the log's lines go: to standard error, by a thread of their own.
private struct LogOutput {
  /// How many seconds a server that ends waits for whoever reads its log.
  static let patience = 2

  let queue: LogQueue
  let logger: Logger

  init(_ configuration: EdgeConfiguration, in context: DaemonContext) {
    func logger(_ sink: @escaping StructuredLogHandler.Sink) -> Logger {
      Logger(label: "schakeld") { _ in
        var handler = StructuredLogHandler(
          format: configuration.logFormat, level: configuration.logLevel, now: context.now,
          sink: sink)
        // The frameworks have lines of their own, which say what happens in words alone.
        handler.metadata = event("run", "server")
        return handler
      }
    }
    let direct = logger(context.printError)
    queue = LogQueue(sink: context.printError) { dropped in
      direct.warning(
        "lines of this log are missing: whoever reads it is slower than it is written",
        metadata: event("drop", "\(dropped) lines"))
    }
    self.logger = logger(queue.write)
  }
}

/// Every connection takes a file descriptor, and some are needed for the rest.
private func fitConnections(_ limits: inout SchakelServer.Limits, _ logger: Logger) {
  let reserve = 64
  let available = raiseFileLimit(to: limits.connections + reserve)
  guard available < limits.connections + reserve else { return }
  limits.connections = max(1, available - reserve)
  logger.warning(
    "fewer connections than set: the system allows too few open files (ulimit -n)",
    metadata: event("limit", "\(limits.connections) connections"))
}

private func event(
  _ action: String, _ object: String, _ result: String = "done"
) -> Logger.Metadata {
  [
    LogKey.action: "\(action)", LogKey.object: "\(object)", LogKey.result: "\(result)",
    LogKey.origin: "process", LogKey.actor: "schakeld",
  ]
}
