import ArgumentParser
import SchakelCore
import SchakelKeys
import SchakelRegion
import SchakelServer

/// `schakeld init`: makes a region.
struct Init: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Make a region: its database, its keys, and a first space.",
      "Maak een regio: haar database, haar sleutels en een eerste ruimte.",
      examples: [
        "schakeld init --data /var/lib/schakel --region Noord", "schakeld init --data ./region",
      ])
  }

  @Option(
    help: .words(
      "The folder to make it in (or SCHAKELD_DATA); made if it is not there.",
      "De map waar zij komt (of SCHAKELD_DATA); gemaakt als zij er niet is."))
  var data: String?

  @Option(
    help: .words(
      "The region's name, which the first space gets too.",
      "De naam van de regio, die de eerste ruimte ook krijgt."))
  var region = "Schakel"

  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    guard let path = data ?? context.environment["SCHAKELD_DATA"], !path.isEmpty else {
      throw ValidationError.noData(context.language)
    }
    context.trail.concernsRegion()
    guard !context.isFile(path) else { throw Refusal.noFolder(path, context.language) }
    try checkName(region, option: "--region", context.language)
    let folder = DataFolder(path: path)
    try context.makeFolder(path)
    let key = try key(of: folder, in: context)
    _ = try folder.bundleSecret(in: context)
    try context.makePrivateFile(folder.database)
    let open = try await folder.open(key: key, in: context)
    defer { try? open.service.close() }
    let space = try await found(open.service, path, context)
    report(space, key: key, path: path, context)
  }

  /// The key that is there, or a new one. A new one goes before the database, so that a region
  /// never lacks its key; and where there is a database already, its key was lost and no other is
  /// good for it: what the region signed would no longer be its own.
  private func key(of folder: DataFolder, in context: DaemonContext) throws -> SigningKey {
    if context.isFile(folder.keyFile) { return try KeyFile.load(from: folder.keyFile) }
    guard context.fileSize(folder.database) ?? 0 == 0 else {
      throw Refusal.lostKey(folder, context.language)
    }
    let key = SigningKey()
    try KeyFile.save(key, to: folder.keyFile)
    return key
  }

  private func found(
    _ service: RegionService, _ path: String, _ context: DaemonContext
  ) async throws -> SpaceInfo {
    do throws(RegionError) {
      return try await service.found(name: region, firstSpace: region)
    } catch {
      guard error.code == .alreadyFounded else { throw error }
      throw Refusal(
        context.language.say(
          "There is a region in \(path) already. Serve it with: schakeld serve --data \(path)",
          "Er is al een regio in \(path). Start hem met: schakeld serve --data \(path)"))
    }
  }

  private func report(
    _ space: SpaceInfo, key: SigningKey, path: String, _ context: DaemonContext
  ) {
    if json {
      context.print([
        "region": .string(region), "key": .string(Hex.encode(key.publicKey)), "space": JSON(space),
      ])
      return
    }
    for line in words(space, path, context.language) { context.print(line) }
  }

  private func words(_ space: SpaceInfo, _ path: String, _ language: Language) -> [String] {
    [
      language.say("Region \(region) is ready in \(path).", "Regio \(region) staat in \(path)."),
      language.say("Its first space is \(space.id.text).", "De eerste ruimte is \(space.id.text)."),
      "", language.say("Now start the server:", "Start nu de server:"),
      "  schakeld serve --data \(path)",
      language.say(
        "and invite somebody, from another window:", "en nodig iemand uit, uit een ander venster:"),
      "  schakeld invite --data \(path) --space \(space.id.text) --role contributor --person anna",
    ]
  }
}
