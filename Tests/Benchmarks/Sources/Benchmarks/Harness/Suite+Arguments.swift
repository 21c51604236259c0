import Dispatch
import Foundation

extension Suite {
  private static let usage =
    "usage: schakel-bench [--quick] [--strict] [--schakeld PATH] [--out FILE] [WORD...]\n"
    + "       schakel-bench|schakel-count --count [WORD...]\n"
    + "       schakel-bench|schakel-count --notes COUNT\n"
    + "       schakel-bench|schakel-count --contend schakel|plain|log TASK COUNT [DEVICES]"

  /// The whole of an executable: does what its arguments say, and ends the process.
  ///
  /// The main thread waits for the work of others: one that ends itself for them, as that of an
  /// asynchronous `main` does, is more than valgrind can take.
  public static func main(with cryptography: Cryptography) {
    Task.detached {
      do {
        exit(try await run(Array(CommandLine.arguments.dropFirst()), with: cryptography))
      } catch {
        say("\(error)")
        exit(1)
      }
    }
    DispatchSemaphore(value: 0).wait()
  }

  /// Measures the benchmarks whose names contain a word, or all. Prints one JSON object to standard
  /// output, and to the file where one is named; what it is doing and a table go to standard error.
  ///
  /// Returns the exit code: 2 for what cannot be understood, 1 where something could not be measured
  /// or, with `--strict`, where a target was missed, else 0.
  static func run(
    _ arguments: [String], with cryptography: Cryptography
  ) async throws -> Int32 {
    guard let wish = Wish(arguments) else {
      say(usage)
      return 2
    }
    switch wish.mode {
    case .counting: return try await count(wish, cryptography)
    case .notes: return try notes(wish)
    case .contending: return try await contend(wish, cryptography)
    case .measuring: break
    }
    guard cryptography.makeCipher != nil else {
      say("Figures are of an app's cryptography: schakel-bench measures them.")
      return 2
    }
    let chosen = named(wish.words)
    guard !chosen.isEmpty else {
      say("No benchmark has such a name. There are:")
      for benchmark in all { say("  " + benchmark.name) }
      return 2
    }
    let bench = try Bench(
      scale: wish.scale, cryptography: cryptography, daemon: wish.daemon, progress: say)
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

  /// Does the hot paths once each, in order, for whoever counts. Prints which SQLite does it, and a
  /// line for each: its name, how many operations it was, and what one is.
  private static func count(_ wish: Wish, _ cryptography: Cryptography) async throws -> Int32 {
    let chosen = HotPath.all.filter { path in
      wish.words.isEmpty || wish.words.contains { path.name.contains($0) }
    }
    print("sqlite\t\(BareDatabase.version)")
    for path in chosen {
      say(path.name)
      let operations = try await path.count(
        try Bench(scale: wish.scale, cryptography: cryptography))
      print("\(path.name)\t\(operations)\t\(path.unit)")
    }
    return chosen.isEmpty ? 2 : 0
  }

  /// Prints the notes of the workload, each as a line of JSON.
  private static func notes(_ wish: Wish) throws -> Int32 {
    guard let count = wish.words.first.flatMap({ Int($0) }), wish.words.count == 1 else {
      say(usage)
      return 2
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    for number in 0..<count {
      print(String(decoding: try encoder.encode(NoteLine(number)), as: UTF8.self))
    }
    return 0
  }

  /// Does one task once, and prints what it came to as JSON; `null` for what cannot be done.
  private static func contend(_ wish: Wish, _ cryptography: Cryptography) async throws -> Int32 {
    guard wish.words.count >= 3, let contender = Contest.Contender(rawValue: wish.words[0]),
      let task = Contest.Task(rawValue: wish.words[1]), let count = Int(wish.words[2])
    else {
      say(usage)
      return 2
    }
    let devices = wish.words.count > 3 ? Int(wish.words[3]) ?? 1 : 1
    let bench = try Bench(scale: wish.scale, cryptography: cryptography)
    let contest = Contest(bench: bench, count: count, devices: devices)
    let result = try await contest.run(task, by: contender)
    print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
    return 0
  }

  private enum Mode { case measuring, counting, notes, contending }

  /// What was asked for.
  private struct Wish {
    var scale = Scale.full
    var isStrict = false
    var mode = Mode.measuring
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
        case "--count": mode = .counting
        case "--notes": mode = .notes
        case "--contend": mode = .contending
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
