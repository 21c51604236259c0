extension Rule {
  /// What the libraries say of themselves where they are read: beside the code.
  static let comments = [publicMembers, symbolLinks, onePublicType]

  private static let libraries = ["Sources/", "Server/Sources/", "Client/Sources/"]

  private static func isLibrary(_ file: SourceFile) -> Bool {
    libraries.contains { file.path.hasPrefix($0) }
  }

  /// Types and their members, and what a public protocol asks for. Initialisers are left to their
  /// writers: the parameters of most are the documented properties. So are an enum's cases, which
  /// the type's own comment may speak of together.
  private static let publicMembers = Rule(
    "every public type and member of the libraries says what it is"
  ) { files in
    let requirements = Requirements(files.compactMap(\.swift))
    return files.filter(isLibrary).flatMap { file in
      (file.swift?.publicNames ?? [])
        .filter { !requirements.explain($0) }
        .map {
          Violation(
            file, line: $0.line + 1,
            "say in a `///` comment what the name does not say of \($0.name)")
        }
    }
  }

  /// A link is judged by its parts alone: a function's is to have its labels.
  private static let symbolLinks = Rule("every symbol that a comment links to is declared") {
    files in
    let declared = DeclaredNames(files)
    return files.filter(isLibrary).flatMap { file in
      (file.swift?.symbolLinks ?? []).compactMap { link in
        declared.missing(from: link.target).map {
          Violation(file, line: link.line, "nothing in the tree declares \($0)")
        }
      }
    }
  }

  /// Type aliases stand beside what they serve.
  private static let onePublicType = Rule.eachFile("no library file declares two public types") {
    file in
    guard isLibrary(file), let swift = file.swift else { return [] }
    return swift.declarations
      .filter { $0.kind == .type && swift.isPublicType($0.lines.lowerBound) }
      .dropFirst()
      .map { Violation(file, line: $0.lines.lowerBound + 1, "give this type a file of its own") }
  }
}

/// A public name that has no comment of its own.
private struct PublicName {
  let name: String

  /// The index of its line.
  let line: Int

  /// What the head of the enclosing declaration says, `extension Int: Bindable`; empty for none.
  let scope: String
}

/// What protocols ask for. Whoever conforms to one says nothing new of it.
private struct Requirements {
  private var members: [(protocol: String, names: Set<String>)] = [
    ("LogHandler", ["log", "metadata", "metadataProvider", "logLevel", "subscript"]),
    (
      "MetricsFactory",
      [
        "makeCounter", "makeFloatingPointCounter", "makeMeter", "makeRecorder", "makeTimer",
        "destroyCounter", "destroyFloatingPointCounter", "destroyMeter", "destroyRecorder",
        "destroyTimer",
      ]
    ),
    ("RequestContext", ["coreContext"]),
    ("RouterMiddleware", ["Context", "handle"]),
  ]

  /// Those of the language and its library.
  private static let everyday: Set = [
    "customMirror", "debugDescription", "description", "hash", "hashValue", "rawValue",
  ]

  /// Adds the protocols of the tree, whose requirements are documented where they are made.
  init(_ texts: [SwiftText]) {
    for text in texts where !text.lines(with: "protocol").isEmpty {
      for declaration in text.declarations where declaration.kind == .type {
        let words = text.codeLine(declaration.lines.lowerBound).split { " :{<".contains($0) }
        guard let at = words.firstIndex(of: "protocol"), at + 1 < words.count else { continue }
        let names = declaration.lines.compactMap { text.declaredName($0)?.name }
        members.append((protocol: String(words[at + 1]), names: Set(names)))
      }
    }
  }

  /// Whether the name is one that a protocol asks its declaration for.
  func explain(_ name: PublicName) -> Bool {
    if Self.everyday.contains(name.name) { return true }
    let scope = Array(name.scope.utf8)
    guard !scope.hasWord(Array("protocol".utf8)) else { return false }
    return members.contains {
      $0.names.contains(name.name) && scope.hasWord(Array($0.protocol.utf8))
    }
  }
}

extension SwiftText {
  private static let keywords: Set<Substring> = [
    "var", "let", "func", "subscript", "struct", "enum", "class", "actor", "protocol", "typealias",
  ]

  /// What the line at `index` declares, and whether it says `public`.
  fileprivate func declaredName(_ index: Int) -> (name: String, isPublic: Bool)? {
    let words = codeLine(index).replacing(/@\w+(\([^)]*\))?/, with: "").split { " :(".contains($0) }
    guard let at = words.firstIndex(where: { Self.keywords.contains($0) }),
      words[..<at].allSatisfy({ $0.first?.isLowercase == true && !$0.contains(".") })
    else { return nil }
    let next = at + 1 < words.count ? words[at + 1].drop { $0 == "`" } : ""
    // `class func` declares no class.
    guard !Self.keywords.contains(next) else { return nil }
    let name = String(decoding: next.utf8.prefix { $0.isIdentifierPart }, as: UTF8.self)
    let isNamed = words[at] != "subscript"
    // An operator has no name, and means what it means everywhere.
    guard !isNamed || !name.isEmpty else { return nil }
    return (name: isNamed ? name : "subscript", isPublic: words[..<at].contains("public"))
  }

  /// The public types and members that have no comment directly above them.
  fileprivate var publicNames: [PublicName] {
    let publicLines = Set(lines(with: "public").map { $0 - 1 })
    guard !publicLines.isEmpty else { return [] }
    let types = declarations.filter { $0.kind == .type }
    let requirements = types.filter { isPublicProtocol($0) }.flatMap { $0.lines.dropFirst() }
    return publicLines.union(requirements).sorted().compactMap { index in
      guard let declared = declaredName(index), !commentDirectlyAbove(index).contains("///"),
        declared.isPublic || !publicLines.contains(index)
      else { return nil }
      let scope = types.last { $0.lines.lowerBound < index && $0.lines.contains(index) }
      return PublicName(name: declared.name, line: index, scope: scope.map(head) ?? "")
    }
  }

  /// What a public protocol asks for does not say `public`.
  private func isPublicProtocol(_ type: Declaration) -> Bool {
    let words = codeLine(type.lines.lowerBound).split(separator: " ")
    return words.contains("public") && words.contains("protocol")
  }

  /// The lines of a declaration up to its brace.
  private func head(of declaration: Declaration) -> String {
    var head = ""
    for line in declaration.lines {
      head += codeLine(line) + " "
      if code[line].contains(UInt8(ascii: "{")) { break }
    }
    return String(head.prefix { $0 != "{" })
  }

  /// The links in documentation comments, with their lines (from 1).
  fileprivate var symbolLinks: [(target: String, line: Int)] {
    comments.indices.flatMap { index -> [(target: String, line: Int)] in
      guard let comment = comment(index), comment.contains("``") else { return [] }
      return comment.matches(of: /``([^`\s]+)``/).map { (String($0.1), index + 1) }
    }
  }

  /// Whether the line at `index` declares a public type inside no other; an extension declares
  /// none.
  fileprivate func isPublicType(_ index: Int) -> Bool {
    let line = codeLine(index)
    let words = line.split(separator: " ")
    return !line.hasPrefix(" ") && words.contains("public") && !words.contains("extension")
  }
}
