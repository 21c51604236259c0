import ArgumentParser
import SchakelCore
import SchakelQR
import SchakelRegion
import SchakelServer

/// `schakeld invite`: one line, the invitation.
struct Invite: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Invite a person to a space. Prints one line: the invitation.",
      "Nodig iemand uit in een ruimte. Geeft één regel: de uitnodiging.",
      more: (
        """
        The invitation is good once, for a week. A second one for the same --person is for \
        another device, or another space, of that person. The person's own name for it stays \
        here; colleagues see --name.
        """,
        """
        De uitnodiging werkt één keer, een week lang. Een tweede voor dezelfde --person is voor \
        een ander apparaat, of een andere ruimte, van diezelfde mens. Wat bij --person staat, \
        blijft hier; collega's zien --name.
        """
      ),
      examples: [
        "schakeld invite --data ./region --space 5c4a6b656c000001 --role contributor --person anna",
        "schakeld invite --data ./region --space 5c4a6b656c000001 --role coordinator "
          + "--person w17 --name \"Anna\" --server https://schakel.example",
      ])
  }

  @OptionGroup var folder: DataFolderOption

  @Option(
    help: .words(
      "The space's id; schakeld space list shows it.",
      "Het nummer van de ruimte; schakeld space list toont het."))
  var space: String

  @Option(
    help: .words(
      "reader, contributor, coordinator or auditor.",
      "reader, contributor, coordinator of auditor."))
  var role: String

  @Option(
    help: .words(
      "Your own name for the person, such as a staff number.",
      "Je eigen naam voor die mens, zoals een personeelsnummer."))
  var person: String

  @Option(help: .words("The name that colleagues see.", "De naam die collega's zien."))
  var name: String?

  @Option(
    help: .words(
      "Where devices reach the server (or SCHAKELD_SERVER).",
      "Waar apparaten de server bereiken (of SCHAKELD_SERVER)."))
  var server: String?

  @Flag(
    inversion: .prefixedNo,
    help: .words(
      "Show the invitation as a QR code too: unless said, where output is a terminal.",
      "Toon de uitnodiging ook als QR-code: als je niets zegt, in een terminal."))
  var qr: Bool?

  func run(in context: DaemonContext) async throws {
    guard let space = SpaceID(text: space) else {
      throw ValidationError(
        context.language.say(
          "A space's id has 16 hexadecimal digits; see schakeld space list.",
          "Het nummer van een ruimte heeft 16 tekens, 0-9 en a-f; zie schakeld space list."))
    }
    context.trail.concerns("space \(space.text)")
    guard let role = Role(text: role), role != .none else {
      throw ValidationError(
        context.language.say(
          "A role is reader, contributor, coordinator or auditor.",
          "Een rol is reader, contributor, coordinator of auditor."))
    }
    try checkName(person, option: "--person", context.language)
    if let name { try checkName(name, option: "--name", context.language) }
    let server = try address(in: context)
    let given = try await folder.withRegion(in: context) { region in
      guard try region.spaces().contains(where: { $0.id == space }) else {
        throw Refusal.noSpace(space, context.language)
      }
      return try await region.invite(handle: person, name: name, to: space, as: role)
    }
    context.trail.concerns("space \(space.text) \(role.text) \(given.person.text)")
    guard let invitation = Invitation(server: server, code: given.code) else {
      throw Refusal.address(server, context.language)
    }
    context.print(invitation.text)
    if qr ?? (context.columns != nil) { show(invitation, in: context) }
  }

  /// A code for the camera of a telephone. What is no terminal gets one in black, for paper.
  private func show(_ invitation: Invitation, in context: DaemonContext) {
    guard let code = QRCode(Array(invitation.text.utf8)) else { return }
    if let columns = context.columns, columns < code.columns {
      let words = context.language.say(
        "For a QR code the window must be \(code.columns) columns wide.",
        "Voor een QR-code moet het venster \(code.columns) tekens breed zijn.")
      return context.printError(words + "\n")
    }
    context.print("")
    for line in code.lines(inColour: context.columns != nil) { context.print(line) }
  }

  /// Checked before a code is made, which would otherwise lie about unused.
  private func address(in context: DaemonContext) throws -> String {
    var text = try server ?? context.environment["SCHAKELD_SERVER"] ?? ownAddress(in: context)
    while text.hasSuffix("/") { text.removeLast() }
    let code = [UInt8](repeating: 0, count: Invitation.codeBytes)
    guard Invitation(server: text, code: code) != nil else {
      throw Refusal.address(text, context.language)
    }
    return text
  }

  /// Where `schakeld serve` listens, as far as its settings say so: good for devices on this
  /// machine. What others reach, only the operator knows.
  private func ownAddress(in context: DaemonContext) throws -> String {
    let path = try folder.path(in: context)
    let settings = try EdgeConfiguration(
      environment: context.environment, file: context.fileSettings(folder: path))
    guard settings.listen.isLoopback, settings.listen.port != 0, settings.identity == nil
    else {
      throw Refusal(
        context.language.say(
          "Say where devices reach the server, with --server https://NAME.",
          "Zeg waar apparaten de server bereiken, met --server https://NAAM."))
    }
    return "http://\(settings.listen)"
  }
}

extension Refusal {
  static func noSpace(_ space: SpaceID, _ language: Language) -> Refusal {
    Refusal(
      language.say(
        "There is no space \(space.text); schakeld space list shows those there are.",
        "Er is geen ruimte \(space.text); schakeld space list toont welke er zijn."))
  }

  fileprivate static func address(_ text: String, _ language: Language) -> Refusal {
    Refusal(
      language.say(
        "\(text) is no address; write --server https://NAME or http://HOST:PORT.",
        "\(text) is geen adres; schrijf --server https://NAAM of http://HOST:POORT."))
  }
}
