import Foundation

extension Suite {
  private static let usage =
    "usage: schakel-bench [--quick] [--strict] [--schakeld PATH] [--out FILE] [WORD...]"

  /// Measures the benchmarks whose names contain a word, or all. Prints one JSON object to standard
  /// output, and to the file where one is named; what it is doing and a table go to standard error.
  ///
  /// Returns the exit code: 2 for what cannot be understood, 1 where something could not be measured
  /// or, with `--strict`, where a target was missed, else 0.
  public static func run(_ arguments: [String]) async throws -> Int32 {
    guard let wish = Wish(arguments) else {
      say(usage)
      return 2
    }
    let chosen = named(wish.words)
    guard !chosen.isEmpty else {
      say("No benchmark has such a name. There are:")
      for benchmark in all { say("  " + benchmark.name) }
      return 2
    }
    let bench = try Bench(scale: wish.scale, daemon: wish.daemon, progress: say)
    let report = await report(chosen, bench)
    for line in report.table { say(line) }
    let json = try report.json()
    if let file = wish.file {
      try Data(json.utf8).write(to: URL(fileURLWithPath: file))
      say("The figures are in \(file).")
    }
    print(json, terminator: "")
    return report.exitCode(strict: wish.isStrict)
  }

  /// What was asked for.
  private struct Wish {
    var scale = Scale.full
    var isStrict = false
    var daemon: String?
    var file: String?
    var words: [String] = []

    init?(_ arguments: [String]) {
      var rest = arguments[...]
      while let argument = rest.popFirst() {
        switch argument {
        case "--quick": scale = .quick
        case "--smoke": scale = .smoke
        case "--strict": isStrict = true
        case "--schakeld", "--out":
          guard let path = rest.popFirst() else { return nil }
          if argument == "--out" { file = path } else { daemon = path }
        case _ where argument.hasPrefix("-"): return nil
        default: words.append(argument)
        }
      }
    }
  }

  @Sendable private static func say(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
