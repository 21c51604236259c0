import ArgumentParser
import SchakelRegion
import SchakelServer

/// `schakeld retention apply`.
struct RetentionApply: DaemonCommand {
  static var configuration: CommandConfiguration {
    .command(
      "Erase what was previewed. There is no way back.",
      "Wis wat bekeken is. Er is geen weg terug.", name: "apply",
      more: (
        "What got a change since stays. It is on the record as each erasure is; what breaks off goes on with "
          + "the same token. With --daily the server then erases each day what is due that day, until "
          + "schakeld retention stop.",
        "Wat sindsdien gewijzigd is blijft. Het staat in het logboek zoals alles wat gewist wordt; wat afbreekt "
          + "gaat verder met hetzelfde kenmerk. Met --daily wist de server daarna elke dag wat die dag zo ver "
          + "is, tot schakeld retention stop."
      ),
      examples: [
        "schakeld retention apply --data ./region --token "
          + "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --by cees --ground \"term over\"",
        "schakeld retention apply --data ./region --token "
          + "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 --by cees --ground \"term over\" "
          + "--daily",
      ])
  }

  @OptionGroup var folder: DataFolderOption
  @Option(
    help: .words(
      "The token of the list, from schakeld retention preview.",
      "Het kenmerk van de lijst, uit schakeld retention preview."))
  var token: String
  @Option(
    help: .words(
      "Why it must go, for the record.", "Waarom het weg moet, voor in het logboek."))
  var ground: String
  @OptionGroup var coordinator: CoordinatorOption
  @Flag(
    help: .words(
      "From now on each day what is due that day.", "Voortaan elke dag wat die dag zo ver is."))
  var daily = false
  @Flag(help: .json)
  var json = false

  func run(in context: DaemonContext) async throws {
    let report = try await folder.withRegion(in: context) { region in
      try await region.applyRetention(
        token, by: try coordinator.person(in: region), ground: ground, daily: daily)
    }
    context.trail.concerns("\(report.requests.count) erasures")
    if json {
      return context.print([
        "erased": .number(report.erased), "left": .number(report.left),
        "requests": .array(report.requests.map { .unsigned(UInt64(clamping: $0)) }),
      ])
    }
    let language = context.language
    let (erased, left) = (
      language.count(UInt64(report.erased), .document),
      language.count(UInt64(report.left), .document)
    )
    context.print(language.say("Erased: \(erased).", "Gewist: \(erased)."))
    if report.left > 0 {
      context.print(
        language.say(
          "Left, since something came to it after the preview: \(left).",
          "Gebleven, want er kwam na het bekijken iets bij: \(left)."))
    }
  }
}
