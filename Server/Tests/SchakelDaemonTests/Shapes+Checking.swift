extension Shapes {
  /// What in `json`, as JSONSerialization reads it, is not as `shape` has it. Adds to `met` the
  /// places of all that is.
  func mistakes(in json: Any?, _ name: String, _ met: inout Set<String>) -> [String] {
    guard let shape = named[name] else { return ["\(name) is not documented"] }
    return mistakes(in: json, shape, at: name, &met)
  }

  /// Every place that a shape has: members, and words where it is one of several.
  func places(_ name: String) -> Set<String> {
    named[name].map { places($0, at: name) } ?? []
  }

  private func places(_ shape: Shape, at path: String) -> Set<String> {
    switch shape {
    case .scalar: return []
    case .list(let element): return places(element, at: path + "[]")
    case .object(let members):
      return members.reduce(into: []) { all, member in
        let name = "\(path).\(member.key)"
        all.formUnion(places(member.value.shape, at: name).union([name]))
      }
    case .words(let words):
      guard let shape = standing(for: words) else { return Set(words.map { "\(path)=\($0)" }) }
      return places(shape, at: path)
    }
  }

  private func standing(for words: Set<String>) -> Shape? {
    words == ["text"] ? .scalar : words.count == 1 ? words.first.flatMap { named[$0] } : nil
  }

  private func mistakes(
    in json: Any?, _ shape: Shape, at path: String, _ met: inout Set<String>
  ) -> [String] {
    switch shape {
    case .scalar: return json is [Any] || json is [String: Any] ? ["\(path) is no scalar"] : []
    case .list(let element):
      guard let items = json as? [Any] else { return ["\(path) is no list"] }
      return items.flatMap { mistakes(in: $0, element, at: path + "[]", &met) }
    case .object(let members): return mistakes(in: json, members: members, at: path, &met)
    case .words(let words):
      if let shape = standing(for: words) { return mistakes(in: json, shape, at: path, &met) }
      guard let word = json as? String, words.contains(word) else {
        return ["\(path) is none of \(words.sorted())"]
      }
      met.insert("\(path)=\(word)")
      return []
    }
  }

  private func mistakes(
    in json: Any?, members: [String: Shape.Member], at path: String, _ met: inout Set<String>
  ) -> [String] {
    guard let found = json as? [String: Any] else { return ["\(path) is no object"] }
    var mistakes: [String] = []
    for (name, member) in members where !member.isOptional && found[name] == nil {
      mistakes.append("\(path).\(name) is missing")
    }
    for (name, value) in found {
      guard let member = members[name] else {
        mistakes.append("\(path).\(name) is not documented")
        continue
      }
      met.insert("\(path).\(name)")
      mistakes += self.mistakes(in: value, member.shape, at: "\(path).\(name)", &met)
    }
    return mistakes
  }
}
