import ArgumentParser
import SchakelCore
import SchakelRegion

/// `schakeld erase approve`.
struct EraseApprove: DaemonCommand {
  /// What becomes of what others wrote in the place of what goes.
  enum Derived: String, ExpressibleByArgument, CaseIterable {
    case keep
    case erase
  }

  static var configuration: CommandConfiguration {
    .command(
      "Agree to a request, and carry it out. There is no way back.",
      "Stem in met een verzoek, en voer het uit. Er is geen weg terug.", name: "approve",
      more: (
        "The words go from the region's log, documents and later backups at once, and from each device "
          + "at its next contact; schakeld erase show tells which have confirmed.",
        "De woorden gaan meteen uit het logboek, de bijdragen en latere reservekopieën van de regio, en "
          + "van elk apparaat zodra dat zich meldt; schakeld erase show toont welke dat bevestigden."
      ),
      examples: [
        "schakeld erase approve --data ./region 1 --by dina",
        "schakeld erase approve --data ./region 1 --by dina --derived keep",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @OptionGroup var request: ErasureArgument
  @OptionGroup var coordinator: CoordinatorOption
  @Option(
    help: .words(
      "What others wrote in the place of what goes: keep or erase.",
      "Wat anderen schreven op de plaats van wat weggaat: keep (blijft) of erase (gaat ook weg)."))
  var derived: Derived?
  @OptionGroup var output: ErasureOutput

  func run(in context: DaemonContext) async throws {
    context.trail.concerns("erasure \(request.number)")
    let review: ErasureReview =
      switch derived {
      case nil: .unseen
      case .keep: .keepAll
      case .erase: .eraseAll
      }
    let report = try await folder.withRegion(in: context) { region in
      try await region.approveErasure(
        request.number, by: try coordinator.person(in: region), review: review)
    }
    output.print(report, in: context)
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
    output.print(report, in: context)
  }
}
