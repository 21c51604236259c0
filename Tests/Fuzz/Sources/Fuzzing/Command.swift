import Foundation

/// What the program does before, or instead of, handing over to libFuzzer.
public enum Command {
  /// Answers the arguments of libFuzzer and its target, or the exit code of what was done here:
  ///
  ///     schakel-fuzz list                        the targets
  ///     schakel-fuzz seeds VECTORS FOLDER        a folder of inputs for each target
  ///     schakel-fuzz replay TARGET FILE...       runs inputs once
  ///     schakel-fuzz TARGET [LIBFUZZER ARGUMENT...]
  public enum Plan {
    case done(Int32)
    case fuzz(FuzzTarget, [String])
  }

  public static func plan(_ arguments: [String]) throws -> Plan {
    let words = Array(arguments.dropFirst())
    switch words.first {
    case "list" where words.count == 1:
      for target in FuzzTarget.all { print(target.name) }
    case "seeds" where words.count == 3: try writeSeeds(from: words[1], to: words[2])
    case "replay" where words.count > 2:
      guard let target = FuzzTarget.named(words[1]) else { return usage }
      for file in words.dropFirst(2) {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: file)))
        print("\(file): \(try target.run(bytes) ? "accepted" : "refused")")
      }
    case let name?:
      guard let target = FuzzTarget.named(name) else { return usage }
      return .fuzz(target, [arguments[0]] + words.dropFirst())
    default: return usage
    }
    return .done(0)
  }

  private static var usage: Plan {
    let words =
      "usage: schakel-fuzz list | seeds VECTORS FOLDER | replay TARGET FILE... | TARGET ..."
    FileHandle.standardError.write(Data((words + "\n").utf8))
    return .done(2)
  }

  private static func writeSeeds(from vectors: String, to folder: String) throws {
    let seeds = try Seeds(vectors: URL(fileURLWithPath: vectors))
    for target in FuzzTarget.all {
      let place = URL(fileURLWithPath: folder).appendingPathComponent(target.name)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for (number, bytes) in seeds.accepted(by: target).enumerated() {
        try Data(bytes).write(to: place.appendingPathComponent("seed-\(number)"))
      }
    }
  }
}
