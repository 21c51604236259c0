import ArgumentParser
import SchakelServer

/// The flags of the HTTP edge. They are settings like all others (``Setting``): what is said
/// here goes before the environment and the file.
struct EdgeOptions: ParsableArguments {
  @Option(
    help: .words(
      "Where to take requests: HOST:PORT; port 0 lets the system choose.",
      "Waar verzoeken komen: HOST:POORT; bij poort 0 kiest het systeem."))
  var listen: String?

  @Option(
    help: .words(
      "Where to answer /metrics: HOST:PORT; without it, where requests are taken, or, if other "
        + "machines reach that, nowhere.",
      "Waar /metrics antwoordt: HOST:POORT; anders waar verzoeken komen, of, als andere machines "
        + "daarbij kunnen, nergens."))
  var metricsListen: String?

  @Option(
    help: .words(
      "The file with the server's certificate and those between it and a root, in PEM: requests "
        + "are then taken over TLS only.",
      "Het bestand met het certificaat van de server en die tussen haar en een wortel, in PEM: "
        + "verzoeken gaan dan alleen over TLS."))
  var tlsCertificate: String?

  @Option(
    help: .words(
      "The file with the certificate's private key, in PEM.",
      "Het bestand met de geheime sleutel van het certificaat, in PEM."))
  var tlsKey: String?

  @Option(
    help: .words(
      "How often to look whether these two files were renewed, in seconds: 60 unless said.",
      "Hoe vaak gekeken wordt of deze twee bestanden vernieuwd zijn, in seconden: anders 60."))
  var tlsReloadSeconds: String?

  @Flag(
    help: .words(
      "A proxy in front ends TLS: allow other addresses than this machine's own.",
      "Een proxy ervoor doet TLS: sta ook andere adressen dan van deze machine toe."))
  var insecureBehindProxy = false

  @Option(
    help: .words(
      "Where that proxy says whose request it is: x-forwarded-for (unless said) or forwarded.",
      "Waar die proxy zegt van wie een verzoek is: x-forwarded-for (anders) of forwarded."))
  var proxyHeader: String?

  @Option(
    help: .words(
      "How to write log lines: text or json.",
      "Hoe het logboek geschreven wordt: text of json."))
  var logFormat: String?

  @Option(
    help: .words(
      "The least to log: trace, debug, info, notice, warning, error or critical.",
      "Het minste dat telt: trace, debug, info, notice, warning, error of critical."))
  var logLevel: String?

  @Option(
    help: .words(
      "How often to sign where the logs stand, in seconds, if they moved: 3600 unless said.",
      "Hoe vaak getekend wordt waar de logs staan, in seconden, als ze verder zijn: anders 3600."))
  var checkpointSeconds: String?

  @Flag(
    help: .words(
      "Let a device whose data was copied or put back go on by itself, without a coordinator's yes.",
      "Laat een apparaat dat gekopieerd of teruggezet is vanzelf doorgaan, zonder dat een coördinator "
        + "daarmee instemt."))
  var admitCopies = false

  @Option(
    help: .words(
      "Whom /.well-known/security.txt names for weak spots: mailto:, https: or tel:.",
      "Wie /.well-known/security.txt noemt voor zwakke plekken: mailto:, https: of tel:."))
  var securityContact: String?

  @Option(
    help: .words(
      "A folder for backups, which the server makes and checks by itself.",
      "Een map voor reservekopieën, die de server zelf maakt en nakijkt."))
  var backupFolder: String?

  @Option(
    help: .words(
      "How long after one backup the next is made: 24h unless said.",
      "Hoe lang na een reservekopie de volgende komt: anders 24h."))
  var backupEvery: String?

  @Option(
    help: .words(
      "Of how many days the last backup is kept: 7 unless said.",
      "Van hoeveel dagen de laatste reservekopie blijft: anders 7."))
  var backupKeepDaily: String?

  @Option(
    help: .words(
      "Of how many weeks the last backup is kept: 4 unless said.",
      "Van hoeveel weken de laatste reservekopie blijft: anders 4."))
  var backupKeepWeekly: String?

  @Option(
    help: .words(
      "A folder, elsewhere than the backups, for copies of the ledger: one as soon as it grew.",
      "Een map, ergens anders dan de reservekopieën, voor kopieën van het grootboek: meteen als het "
        + "groeit."))
  var backupLedgerFolder: String?

  @Option(
    help: .words(
      "A limit, as NAME=VALUE; may be given more than once.",
      "Een grens, als NAAM=WAARDE; mag vaker."))
  var limit: [String] = []

  @Option(
    help: .words(
      "The configuration file (or SCHAKELD_CONFIG); schakeld.json in the data folder.",
      "Het instellingenbestand (of SCHAKELD_CONFIG); anders schakeld.json in de map."))
  var config: String?

  /// The settings of flags, environment and file together.
  func configuration(folder: String, in context: DaemonContext) throws -> EdgeConfiguration {
    try EdgeConfiguration(
      flags: flags(context.language), environment: context.environment,
      file: context.fileSettings(folder: folder, named: config))
  }

  private func flags(_ language: Language) throws -> [String: String] {
    var flags: [String: String] = [:]
    flags[Setting.listen.name] = listen
    flags[Setting.metricsListen.name] = metricsListen
    flags[Setting.tlsCertificate.name] = tlsCertificate
    flags[Setting.tlsKey.name] = tlsKey
    flags[Setting.tlsReloadSeconds.name] = tlsReloadSeconds
    flags[Setting.insecureBehindProxy.name] = insecureBehindProxy ? "true" : nil
    flags[Setting.proxyHeader.name] = proxyHeader
    flags[Setting.logFormat.name] = logFormat
    flags[Setting.logLevel.name] = logLevel
    flags[Setting.checkpointSeconds.name] = checkpointSeconds
    flags[Setting.admitCopies.name] = admitCopies ? "true" : nil
    flags[Setting.securityContact.name] = securityContact
    flags[Setting.backupFolder.name] = backupFolder
    flags[Setting.backupEvery.name] = backupEvery
    flags[Setting.backupKeepDaily.name] = backupKeepDaily
    flags[Setting.backupKeepWeekly.name] = backupKeepWeekly
    flags[Setting.backupLedgerFolder.name] = backupLedgerFolder
    for text in limit {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw ValidationError(
          language.say(
            "Write a limit as NAME=VALUE, such as requests=64.",
            "Schrijf een grens als NAAM=WAARDE, zoals requests=64."))
      }
      flags["limits." + parts[0]] = parts[1]
    }
    return flags
  }
}

extension DaemonContext {
  /// The settings in a configuration file: `named`, else schakeld.json in the data folder. That one
  /// may be missing; one that was named may not.
  func fileSettings(folder: String, named: String? = nil) throws -> [String: String] {
    let named = named ?? environment["SCHAKELD_CONFIG"]
    guard let bytes = try readFile(named ?? folder + "/schakeld.json") else {
      if let named {
        throw Refusal(
          language.say(
            "There is no configuration file at \(named).",
            "Er is geen instellingenbestand \(named)."))
      }
      return [:]
    }
    return try configurationFile(bytes)
  }
}
