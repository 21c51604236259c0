extension Rule {
  /// Documentation that names what exists.
  static let docs = [links, makeTargets, namedPaths, namedSuites]

  private static let links = Rule("no link in the documentation is dead") { files in
    let tree = Folders(files)
    let pages = Dictionary(
      uniqueKeysWithValues: files.filter(isPage).map { ($0.path, Markdown($0.lines)) })
    return files.filter(isPage).flatMap { file in
      (pages[file.path]?.links ?? []).compactMap { link in
        fault(of: link.target, in: file, tree: tree, pages: pages).map {
          Violation(file, line: link.line, $0)
        }
      }
    }
  }

  private static func isPage(_ file: SourceFile) -> Bool { file.path.hasSuffix(".md") }

  /// What is wrong with a link, or nil. Links to elsewhere are not followed.
  private static func fault(
    of target: String, in file: SourceFile, tree: Folders, pages: [String: Markdown]
  ) -> String? {
    guard !target.contains("://"), !target.hasPrefix("mailto:") else { return nil }
    let halves = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let path = halves[0].isEmpty ? file.path : resolve(String(halves[0]), from: file.folder)
    guard tree.contains(path) else { return "\(target) leads to no file of the tree" }
    guard halves.count == 2, let page = pages[path] else { return nil }
    return page.anchors.contains(String(halves[1])) ? nil : "\(path) has no anchor #\(halves[1])"
  }

  private static func resolve(_ target: String, from folder: String) -> String {
    let start = target.hasPrefix("/") ? [] : folder.split(separator: "/")
    return target.split(separator: "/").reduce(into: start) { parts, part in
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(part) }
    }.joined(separator: "/")
  }

  private static let makeTargets = Rule("every make command in the documentation exists") {
    files in
    let makefile = files.first { $0.path == "Makefile" }?.lines ?? []
    let targets = Set(makefile.compactMap { $0.firstMatch(of: /^([a-z-]+):/).map { String($0.1) } })
    return files.filter(isPage).flatMap { file in
      let page = Markdown(file.lines)
      return (page.fencedLines + page.codeSpans).flatMap { code in
        goals(code.text).filter { !targets.contains($0) }.map {
          Violation(file, line: code.line, "the Makefile has no target \($0)")
        }
      }
    }
  }

  /// The goals of the `make` commands in a line of shell: `A=1 make build install && ls` has two.
  private static func goals(_ line: String) -> [String] {
    let commands = line.prefix { $0 != "#" }.split { ";&|".contains($0) }
    return commands.flatMap { command -> [String] in
      let words = command.split(separator: " ").drop { $0 == "$" || $0.contains("=") }
      guard words.first == "make" else { return [] }
      return words.dropFirst().map(String.init).filter { $0.wholeMatch(of: /[a-z-]+/) != nil }
        .filter { !$0.hasPrefix("-") }
    }
  }

  private static let namedPaths = Rule("every path the documentation names exists") { files in
    let tree = Folders(files)
    return files.filter(isPage).flatMap { file in
      Markdown(file.lines).codeSpans
        .filter { isPath($0.text) && !tree.contains($0.text) }
        .map { Violation(file, line: $0.line, "there is no \($0.text) in the tree") }
    }
  }

  private static let namedSuites = Rule("every test suite the documentation names exists") {
    files in
    let declared = files.filter { $0.swift != nil }.flatMap { file in
      file.lines.filter { $0.contains("Tests") }.flatMap { line in
        line.matches(of: /(?:struct|class|enum|actor) +(\w+Tests)\b/).map { String($0.1) }
      }
    }
    let known = Set(declared).union(files.flatMap(\.parts))
    return files.filter(isPage).flatMap { file in
      file.lines.enumerated().flatMap { index, line in
        line.matches(of: /\b[A-Z]\w*Tests\b/).map { String($0.0) }.filter { !known.contains($0) }
          .map { Violation(file, line: index + 1, "there is no test suite \($0)") }
      }
    }
  }

  /// Whether inline code is a path from the root; a pattern with `*` or `…` is none.
  private static func isPath(_ code: String) -> Bool {
    code.wholeMatch(of: /(Sources|Tests|Protocol|Server|Client|\.ci)\/[\w.\/+-]*/) != nil
  }
}

/// The paths of the tree, folders too.
private struct Folders {
  private var paths: Set<String> = [""]

  init(_ files: [SourceFile]) {
    for file in files {
      var parts = file.parts
      while !parts.isEmpty, paths.insert(parts.joined(separator: "/")).inserted {
        parts.removeLast()
      }
    }
  }

  func contains(_ path: String) -> Bool {
    paths.contains(path.hasSuffix("/") ? String(path.dropLast()) : path)
  }
}
