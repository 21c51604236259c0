import ArgumentParser
import SchakelCore
import SchakelRegion

/// `schakeld erase approve`.
struct EraseApprove: DaemonCommand {
  /// What goes of what others wrote in the place of what goes: all, nothing, or one change.
  enum Derived: ExpressibleByArgument, Equatable {
    case keep
    case erase
    case change(Dot)

    init?(argument: String) {
      switch argument {
      case "keep": self = .keep
      case "erase": self = .erase
      default:
        guard let dot = Dot(text: argument) else { return nil }
        self = .change(dot)
      }
    }
  }

  static var configuration: CommandConfiguration {
    .command(
      "Agree to a request, and carry it out. There is no way back.",
      "Stem in met een verzoek, en voer het uit. Er is geen weg terug.", name: "approve",
      more: (
        "The words go from the region's log, documents and later backups at once, and from each device "
          + "at its next contact; schakeld erase show tells which have confirmed, and which hear of nothing "
          + "since they are out of use, with the command that empties them.",
        "De woorden gaan meteen uit het logboek, de bijdragen en latere reservekopieën van de regio, en "
          + "van elk apparaat zodra dat zich meldt; schakeld erase show toont welke dat bevestigden, en "
          + "welke niets horen omdat ze buiten gebruik zijn, met de opdracht die ze leegmaakt."
      ),
      examples: [
        "schakeld erase approve --data ./region 1 --by dina",
        "schakeld erase approve --data ./region 1 --by dina --no-derived",
        "schakeld erase approve --data ./region 1 --by dina --derived 00000000000000a100000001:7",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @OptionGroup var request: ErasureArgument
  @OptionGroup var coordinator: CoordinatorOption
  @Option(
    help: .words(
      "What goes too of what others wrote in its place: a change's id as erase show lists it, which may "
        + "be given more than once; or erase (all of it) or keep (nothing).",
      "Wat ook weggaat van wat anderen ervoor in de plaats schreven: het nummer van een wijziging uit "
        + "erase show, mag vaker; of erase (alles) of keep (niets)."))
  var derived: [Derived] = []
  @Flag(help: .words("The same as --derived keep.", "Hetzelfde als --derived keep."))
  var noDerived = false
  @OptionGroup var output: ErasureOutput

  func run(in context: DaemonContext) async throws {
    context.trail.concerns("erasure \(request.number)")
    let review = try review(context.language)
    let report = try await folder.withRegion(in: context) { region in
      try await region.approveErasure(
        request.number, by: try coordinator.person(in: region), review: review)
    }
    try output.print(report, of: folder, in: context)
  }

  /// Whatever was said has to say one thing.
  private func review(_ language: Language) throws -> ErasureReview {
    let said = noDerived ? derived + [.keep] : derived
    let dots = said.compactMap { if case .change(let dot) = $0 { dot } else { nil } }
    if said.isEmpty { return .unseen }
    if dots.count == said.count { return .erase(Set(dots)) }
    if said.allSatisfy({ $0 == .keep }) { return .keepAll }
    if said.allSatisfy({ $0 == .erase }) { return .eraseAll }
    throw ValidationError(
      language.say(
        "Say of what others wrote that all of it goes, that nothing does, or which changes do; not two of "
          + "these.",
        "Zeg van wat anderen schreven dat alles weggaat, dat niets weggaat, of welke wijzigingen; niet twee "
          + "daarvan."))
  }
}

/// `schakeld erase withdraw`.
struct EraseWithdraw: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Take a request back before anybody agrees.",
      "Trek een verzoek in voor iemand instemt.", name: "withdraw",
      examples: ["schakeld erase withdraw --data ./region 1 --by dina"])
  }

  @OptionGroup var folder: DataFolderOption
  @OptionGroup var request: ErasureArgument
  @OptionGroup var coordinator: CoordinatorOption
  @OptionGroup var output: ErasureOutput

  func run(in context: DaemonContext) async throws {
    context.trail.concerns("erasure \(request.number)")
    let report = try await folder.withRegion(in: context) { region in
      try await region.withdrawErasure(request.number, by: try coordinator.person(in: region))
    }
    try output.print(report, of: folder, in: context)
  }
}
