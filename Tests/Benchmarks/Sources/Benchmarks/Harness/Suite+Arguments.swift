import Foundation

extension Suite {
  /// `schakel-bench [--quick] [--schakeld PATH] [WORD...]`
  ///
  /// Measures the benchmarks whose names contain a word, or all, and prints one JSON object. What
  /// it is doing goes to standard error. Returns the exit code.
  public static func run(_ arguments: [String]) async throws -> Int32 {
    guard let wish = Wish(arguments) else {
      say("usage: schakel-bench [--quick] [--schakeld PATH] [WORD...]")
      return 2
    }
    let chosen = named(wish.words)
    guard !chosen.isEmpty else {
      say("No benchmark has such a name. There are:")
      for benchmark in all { say("  " + benchmark.name) }
      return 2
    }
    let bench = try Bench(scale: wish.scale, daemon: wish.daemon, progress: say)
    print(try await report(chosen, bench), terminator: "")
    return 0
  }

  /// What was asked for.
  private struct Wish {
    var scale = Scale.full
    var daemon: String?
    var words: [String] = []

    init?(_ arguments: [String]) {
      var rest = arguments[...]
      while let argument = rest.popFirst() {
        switch argument {
        case "--quick": scale = .quick
        case "--smoke": scale = .smoke
        case "--schakeld":
          guard let path = rest.popFirst() else { return nil }
          daemon = path
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
