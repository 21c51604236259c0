extension Rule {
  /// What lies where, and who may know whom (ARCHITECTURE.md).
  static let house = [
    folders, rootFiles, rootManifest, nestedPackages, imports, declaredImports, rights,
  ]

  private static let topLevel: Set = ["Sources", "Tests", "Protocol", "Server", "Client"]

  private static let folders = Rule("the top-level folders are the five of the house") { files in
    files
      .filter { $0.parts.count > 1 && !$0.path.hasPrefix(".") && !topLevel.contains($0.parts[0]) }
      .map { Violation($0, "move this into one of \(topLevel.sorted().joined(separator: ", "))") }
  }

  private static let topLevelFiles: Set = [
    "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "Package.swift",
    "README.md", "SECURITY.md", "publiccode.yml",
  ]

  private static let rootFiles = Rule("the root holds no file without a purpose there") { files in
    files
      .filter { $0.parts.count == 1 && !$0.path.hasPrefix(".") }
      .filter { !topLevelFiles.contains($0.path) }
      .map { Violation($0, "no file of this name belongs in the root: give it a folder") }
  }

  private static let rootManifest = Rule.eachFile("the root package depends on no package") {
    guard $0.path == "Package.swift", let swift = $0.swift else { return [] }
    let file = $0
    return swift.code.indices
      .filter { swift.codeLine($0).contains(".package(") }
      .map { Violation(file, line: $0 + 1, "a package dependency belongs in Server or Client") }
  }

  /// A nested package that no stage builds would rot in silence.
  private static let nestedPackages = Rule("every nested package has a stage") { files in
    let stages = files.first { $0.path == ".ci/stages" }?.lines ?? []
    let words = Set(
      stages.filter { !$0.hasPrefix("#") }.flatMap { $0.split(separator: " ").map(String.init) })
    return
      files
      .filter { $0.path.hasSuffix("/Package.swift") && !words.contains($0.folder) }
      .map { Violation($0, "give \($0.folder) a line in .ci/stages") }
  }

  /// Where the region asks what a role allows. A second place would be one that somebody forgets.
  private static let rightsFile = "Sources/SchakelRegion/Store/RegionReading+Rights.swift"

  private static let rights = Rule.eachFile("the region asks for rights in one place") {
    let file = $0
    guard file.path.hasPrefix("Sources/SchakelRegion/"), file.path != rightsFile,
      let swift = file.swift
    else { return [] }
    return swift.code.indices.filter {
      let line = swift.codeLine($0)
      return [#/\.(coordinator|auditor)\b/#, #/\.may(Read|Write)\b(?!\()/#].contains {
        line.contains($0)
      }
    }.map { Violation(file, line: $0 + 1, "ask \(rightsFile) instead") }
  }

  /// What each target of the root package may import beside the standard library.
  private static let allowedImports: [String: Set<String>] = {
    let system = Rule.system.subtracting(["FoundationNetworking"])
    return [
      "SchakelCore": [],
      "CSQLite": [],
      "SchakelStore": system.union(["SchakelCore", "CSQLite"]),
      "SchakelSync": system.union(["SchakelCore", "SchakelStore"]),
      "SchakelSyncHTTP": system.union(
        ["SchakelCore", "SchakelStore", "SchakelSync", "FoundationNetworking"]),
      "SchakelRegion": system.union(["SchakelCore", "SchakelStore"]),
      "SchakelQR": [],
    ]
  }()

  /// What a package above the root may not import of it: the server is no device, and a device is
  /// no region.
  private static let foreignImports: [String: Set<String>] = [
    "Server": ["SchakelSync", "SchakelSyncHTTP"],
    "Client": ["SchakelRegion"],
  ]

  /// What is part of the toolchain or the system.
  private static let system: Set = [
    "Dispatch", "Foundation", "FoundationEssentials", "FoundationNetworking", "Glibc", "Musl",
    "Darwin", "Synchronization",
  ]

  /// A module that another package brings along compiles as well, until that package does without.
  private static let declaredImports = Rule("a package imports what its manifest names") { files in
    foreignImports.keys.sorted().flatMap { package -> [Violation] in
      guard let manifest = files.first(where: { $0.path == package + "/Package.swift" }) else {
        return []
      }
      let text = manifest.lines.joined(separator: "\n")
      return files.filter { $0.path.hasPrefix(package + "/Sources/") }.flatMap { file in
        (file.swift?.imports ?? [])
          .filter { !system.contains($0.module) && !text.contains("\"\($0.module)\"") }
          .map { Violation(file, line: $0.line, "\(package)/Package.swift names no \($0.module)") }
      }
    }
  }

  private static let imports = Rule.eachFile("imports point one way through the house") { file in
    if let foreign = foreignImports[file.parts[0]] {
      guard file.parts.dropFirst().first == "Sources", let swift = file.swift else { return [] }
      return swift.imports.filter { foreign.contains($0.module) }.map {
        Violation(file, line: $0.line, "\(file.parts[0]) may not import \($0.module)")
      }
    }
    guard file.parts.first == "Sources", file.parts.count > 2, let swift = file.swift else {
      return []
    }
    let target = file.parts[1]
    guard let allowed = allowedImports[target] else {
      return [Violation(file, "say in Rule+House.swift what \(target) may import")]
    }
    return swift.imports.filter { !allowed.contains($0.module) }.map {
      Violation(file, line: $0.line, "\(target) may not import \($0.module)")
    }
  }
}
