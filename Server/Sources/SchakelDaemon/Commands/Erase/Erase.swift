import ArgumentParser
import SchakelCore
import SchakelRegion
import SchakelServer

/// `schakeld erase`: what must go, and who has obeyed.
struct Erase: ParsableCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Erase a contribution, or all that a person wrote: one coordinator asks, another agrees.",
      "Wis een bijdrage, of alles wat iemand schreef: één coördinator vraagt het, een ander stemt in.",
      examples: [
        "schakeld erase request --data ./region 0198c5c4-2f00-7c1e-8000-00000000002a --by cees "
          + "--ground \"names a resident\"",
        "schakeld erase approve --data ./region 1 --by dina",
        "schakeld erase show --data ./region 1",
      ],
      subcommands: [
        EraseRequest.self, EraseApprove.self, EraseWithdraw.self, EraseList.self, EraseShow.self,
      ])
  }
}

/// Which request is meant.
struct ErasureArgument: ParsableArguments {
  @Argument(
    help: .words(
      "The request's number; schakeld erase list shows it.",
      "Het nummer van het verzoek, uit schakeld erase list."))
  var number: Int64
}

/// On whose behalf something is done.
struct CoordinatorOption: ParsableArguments {
  @Option(
    help: .words(
      "The coordinator who decides it, as in schakeld invite --person.",
      "De coördinator die het beslist, zoals in schakeld invite --person."))
  var by: String

  func person(in region: RegionService) throws -> PersonID { try region.decider(named: by) }
}

/// On whose behalf something is done that the operator may also do alone.
struct AnyCoordinatorOption: ParsableArguments {
  @Option(
    help: .words(
      "The coordinator who decides it, as in schakeld invite --person; without one the log says that it "
        + "was the operator.",
      "De coördinator die het beslist, zoals in schakeld invite --person; zonder zegt het logboek dat het "
        + "de beheerder was."))
  var by: String?

  func person(in region: RegionService) throws -> PersonID? {
    try by.map { try region.decider(named: $0) }
  }
}

extension RegionService {
  /// Whom the operator calls by this name. Whether they may decide it is asked where it is done.
  fileprivate func decider(named name: String) throws -> PersonID {
    guard let person = try person(named: name) else { throw RegionError.notCoordinator }
    return person
  }
}

/// What a command about one request prints.
struct ErasureOutput: ParsableArguments {
  @Flag(help: .json)
  var json = false

  /// - Parameter folder: the region's, for the commands that are named.
  func print(
    _ report: ErasureReport, of folder: DataFolderOption, in context: DaemonContext
  ) throws {
    if json { return context.print(JSON(report)) }
    let lines = ErasureLines(report, data: try folder.path(in: context), context).lines
    for line in lines { context.print(line) }
  }
}
