import ArgumentParser
import SchakelRegion
import SchakelServer

/// `schakeld serve`: takes requests until it is told to stop.
struct Serve: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Serve the region until SIGTERM or SIGINT.",
      "Bedien de regio, tot SIGTERM of SIGINT.",
      more: (
        """
        Every setting can also be a variable (SCHAKELD_LISTEN, SCHAKELD_LOG_FORMAT, \
        SCHAKELD_LIMITS_BODY_BYTES) or stand in the file schakeld.json in the data folder. A flag \
        goes before a variable, a variable before the file.
        """,
        """
        Elke instelling kan ook een variabele zijn (SCHAKELD_LISTEN, SCHAKELD_LOG_FORMAT, \
        SCHAKELD_LIMITS_BODY_BYTES) of staan in het bestand schakeld.json in de map. Een optie \
        gaat voor een variabele, een variabele voor het bestand.
        """
      ),
      examples: [
        "schakeld serve --data /var/lib/schakel",
        "schakeld serve --data ./region --listen 127.0.0.1:9000 --log-format json",
        "schakeld serve --data ./region --listen 0.0.0.0:443 --tls-certificate chain.pem "
          + "--tls-key key.pem",
        "schakeld serve --data ./region --limit requests=64 --limit body-seconds=30",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @OptionGroup var edge: EdgeOptions
  @OptionGroup var ledger: MissingLedgerOption

  func run(in context: DaemonContext) async throws {
    let path = try folder.path(in: context)
    let configuration = try edge.configuration(folder: path, in: context)
    let folder = DataFolder(path: path)
    try folder.refuseWithoutRegion(in: context)
    let identity = try configuration.identity.map { try context.identity($0) }
    guard let lock = try ServeLock.take(in: path) else {
      throw Refusal.served(folder, context.language)
    }
    let bundleSecret = try folder.bundleSecret(in: context)
    let metrics = ServerMetrics(in: context)
    var limits = RegionLimits()
    limits.changesPerRequest = configuration.limits.batchChanges
    let region = try await folder.open(
      in: context, limits: limits, acceptsMissingLedger: ledger.isAccepted,
      admitsCopies: configuration.admitsCopies, meter: metrics.region.note)
    try await makeReady(region)
    try await serve(region, bundleSecret, configuration, identity, metrics, in: context)
    _ = consume lock
  }

  /// A region that was put back, copied or moved begins its new epoch before anybody is answered,
  /// and one that cannot be written is not served.
  private func makeReady(_ region: OpenRegion) async throws {
    do {
      try await region.service.beginServing()
    } catch {
      try? region.service.close()
      throw error
    }
  }
}
