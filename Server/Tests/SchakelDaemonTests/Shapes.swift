/// What a JSON value may look like, in the notation of JSON.md.
///
///     {id space: space status?: active|revoked disk: {free}}
indirect enum Shape {
  /// Text, a number, true or false.
  case scalar
  /// One of these words; a single one may be the name of another shape.
  case words(Set<String>)
  case list(Shape)
  case object([String: Member])

  struct Member {
    let shape: Shape
    let isOptional: Bool
  }
}

/// The shapes of a page, by name.
struct Shapes {
  struct Unreadable: Error { let rest: Substring }

  private(set) var named: [String: Shape] = [:]

  /// - Parameter page: Markdown with a block of lines `name = shape`; a line that begins with a space
  ///   goes on with the one before.
  init(page: String) throws {
    let block = page.split(separator: "```\n").first { $0.contains(" = {") } ?? ""
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
      var rest = parts[1]
      named[parts[0].split(separator: " ").joined(separator: " ")] = try Self.shape(&rest)
    }
  }

  // MARK: Reading

  private static func shape(_ rest: inout Substring) throws -> Shape {
    if take("{", &rest) { return .object(try members(&rest)) }
    if take("[", &rest) {
      let element = try shape(&rest)
      guard take("]", &rest) else { throw Unreadable(rest: rest) }
      return .list(element)
    }
    var words = [try word(&rest)]
    while take("|", &rest) { words.append(try word(&rest)) }
    return .words(Set(words))
  }

  private static func members(_ rest: inout Substring) throws -> [String: Shape.Member] {
    var members: [String: Shape.Member] = [:]
    while !take("}", &rest) {
      let name = try word(&rest)
      guard members[name] == nil else { throw Unreadable(rest: rest) }
      let isOptional = take("?", &rest)
      let shape = take(":", &rest) ? try shape(&rest) : .scalar
      members[name] = Shape.Member(shape: shape, isOptional: isOptional)
    }
    return members
  }

  private static func take(_ sign: Character, _ rest: inout Substring) -> Bool {
    rest = rest.drop { $0 == " " }
    guard rest.first == sign else { return false }
    rest.removeFirst()
    return true
  }

  private static func word(_ rest: inout Substring) throws -> String {
    rest = rest.drop { $0 == " " }
    let word = rest.prefix { $0.isLetter || $0 == "-" }
    guard !word.isEmpty else { throw Unreadable(rest: rest) }
    rest = rest.dropFirst(word.count)
    return String(word)
  }
}
