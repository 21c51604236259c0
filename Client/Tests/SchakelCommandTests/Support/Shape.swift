import SchakelJSON

/// What a JSON value may look like, in the notation of JSON.md.
///
///     {id space: space marks: [mark] reason?: one|other}
indirect enum Shape: Hashable {
  case any
  /// Text, a number, true or false.
  case scalar
  case words(Set<String>)
  case list(Shape)
  /// By name: what a member holds, and whether it may be missing.
  case object([String: Member])
  /// An object with any names.
  case map(Shape)
  /// Another shape, or a word where there is none of that name.
  case name(String)

  struct Member: Hashable {
    let shape: Shape
    let isOptional: Bool
  }
}

/// The shapes of a page, by name.
struct Shapes {
  private(set) var named: [String: Shape] = [:]

  /// - Parameter page: Markdown with a block of lines `name = shape`; a line that begins with a space
  ///   goes on with the one before.
  init(page: String) throws {
    let block = page.split(separator: "```\n").first { $0.contains("\nsummary ") } ?? ""
    var entries: [String] = []
    for line in block.split(separator: "\n") {
      if line.first == " " {
        entries[entries.count - 1] += line
      } else {
        entries.append(String(line))
      }
    }
    for entry in entries {
      let parts = entry.split(separator: "=", maxSplits: 1)
      var reader = ShapeReader(String(parts[1]))
      named[parts[0].trimmed] = try reader.shape(atTop: true)
    }
  }

  /// All words that a name stands for, those of names among them included; the name itself where
  /// it stands for none.
  func words(of name: String) -> Set<String> {
    guard case .words(let words) = named[name] else { return [name] }
    return words.reduce(into: []) { $0.formUnion($1 == name ? [$1] : self.words(of: $1)) }
  }

  /// What in `json` is not as the shape has it, with where; nothing if all is.
  func mistakes(in json: JSONValue, _ shape: Shape, at path: String) -> [String] {
    if case .null = json { return [] }
    switch shape {
    case .any: return []
    case .scalar:
      switch json {
      case .array, .object: return ["\(path): \(json.text)"]
      default: return []
      }
    case .words(let words): return mistakes(in: json, words: words, at: path)
    case .name(let name):
      if name == "text" { return mistakes(in: json, .scalar, at: path) }
      guard let named = named[name] else { return mistakes(in: json, words: [name], at: path) }
      return mistakes(in: json, named, at: path)
    case .list(let element):
      guard let items = json.array else { return ["\(path) is no list"] }
      return items.flatMap { mistakes(in: $0, element, at: path + "[]") }
    case .map(let element):
      guard case .object(let members) = json else { return ["\(path) is no object"] }
      return members.flatMap { mistakes(in: $0.value, element, at: "\(path).\($0.name)") }
    case .object(let members): return mistakes(in: json, members: members, at: path)
    }
  }

  private func mistakes(in json: JSONValue, words: Set<String>, at path: String) -> [String] {
    let all = words.reduce(into: Set<String>()) { $0.formUnion(self.words(of: $1)) }
    return json.string.map(all.contains) ?? false ? [] : ["\(path): \(json.text) is none of \(all)"]
  }

  private func mistakes(
    in json: JSONValue, members: [String: Shape.Member], at path: String
  ) -> [String] {
    guard case .object(let found) = json else { return ["\(path) is no object"] }
    let missing = members.filter { name, member in
      !member.isOptional && !found.contains { $0.name == name }
    }
    return missing.keys.map { "\(path).\($0) is missing" }.sorted()
      + found.flatMap { member in
        let name = "\(path).\(member.name)"
        guard let shape = members[member.name]?.shape else { return ["\(name) is not documented"] }
        return mistakes(in: member.value, shape, at: name)
      }
  }
}

/// Reads one shape.
private struct ShapeReader {
  struct Unreadable: Error { let rest: String }

  private var rest: Substring

  init(_ text: String) { rest = Substring(text) }

  mutating func shape(atTop: Bool = false) throws -> Shape {
    if take("{") { return try object() }
    if take("[") {
      let element = try shape()
      guard take("]") else { throw Unreadable(rest: String(rest)) }
      return .list(element)
    }
    var words = [name(atTop)]
    while take("|") { words.append(name(atTop)) }
    guard !words.contains("") else { throw Unreadable(rest: String(rest)) }
    if words == ["any"] { return .any }
    return words.count == 1 ? .name(words[0]) : .words(Set(words))
  }

  private mutating func object() throws -> Shape {
    if take("<field>:") {
      let element = try shape()
      guard take("}") else { throw Unreadable(rest: String(rest)) }
      return .map(element)
    }
    var members: [String: Shape.Member] = [:]
    while !take("}") {
      let name = name(false)
      guard !name.isEmpty, members[name] == nil else { throw Unreadable(rest: String(rest)) }
      let isOptional = take("?")
      let shape = take(":") ? try shape() : .scalar
      members[name] = Shape.Member(shape: shape, isOptional: isOptional)
    }
    return .object(members)
  }

  private mutating func take(_ sign: String) -> Bool {
    rest = rest.drop { $0 == " " }
    guard rest.hasPrefix(sign) else { return false }
    rest = rest.dropFirst(sign.count)
    return true
  }

  /// - Parameter withSpaces: commands have names of two words.
  private mutating func name(_ withSpaces: Bool) -> String {
    rest = rest.drop { $0 == " " }
    let name = rest.prefix { $0.isLetter || withSpaces && $0 == " " }
    rest = rest.dropFirst(name.count)
    return name.trimmed
  }
}

extension Substring {
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
