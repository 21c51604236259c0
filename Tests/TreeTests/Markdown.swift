/// What the documentation rules need of a Markdown file: its links, headings, code.
struct Markdown {
  /// A link's target as written, with its line (from 1).
  private(set) var links: [(target: String, line: Int)] = []

  /// The anchors that a link can name: one for each heading, and for each `id` in HTML.
  private(set) var anchors: Set<String> = []

  /// The lines of fenced code, with theirs (from 1).
  private(set) var fencedLines: [(text: String, line: Int)] = []

  /// Inline code, with its line (from 1).
  private(set) var codeSpans: [(text: String, line: Int)] = []

  init(_ lines: [String]) {
    var fence: Substring?
    for (index, text) in lines.enumerated() {
      let trimmed = text.drop { $0 == " " }
      if let open = fence {
        if trimmed.hasPrefix(open) { fence = nil } else { fencedLines.append((text, index + 1)) }
      } else if trimmed.hasPrefix("```") || trimmed.hasPrefix("~~~") {
        fence = trimmed.prefix(3)
      } else {
        read(text, line: index + 1)
      }
    }
  }

  private mutating func read(_ text: String, line: Int) {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    for index in stride(from: 1, to: parts.count - 1, by: 2) {
      codeSpans.append((String(parts[index]), line))
    }
    let prose = stride(from: 0, to: parts.count, by: 2).map { parts[$0] }.joined(separator: "`")
    readLinks(prose, line: line)
    for match in prose.matches(of: /<a (?:id|name)="([^"]+)"/) { anchors.insert(String(match.1)) }
    if let heading = text.wholeMatch(of: /#{1,6} +(.*?) *#*/) { readHeading(String(heading.1)) }
  }

  /// `[text](target)`, `![text](target "title")` and `[label]: target`.
  private mutating func readLinks(_ prose: String, line: Int) {
    for match in prose.matches(of: /\]\(<?([^)\s>]+)>?[^)]*\)/) {
      links.append((String(match.1), line))
    }
    if let match = prose.firstMatch(of: /^ {0,3}\[[^\]]+\]: +<?([^\s>]+)/) {
      links.append((String(match.1), line))
    }
  }

  private mutating func readHeading(_ heading: String) {
    let slug = Self.slug(heading)
    var anchor = slug
    var repeats = 0
    while !anchors.insert(anchor).inserted {
      repeats += 1
      anchor = "\(slug)-\(repeats)"
    }
  }

  /// The anchor that the usual forges give a heading: lower case, spaces to hyphens, and of the
  /// punctuation only hyphens and underscores stay. A link in a heading counts as its text.
  static func slug(_ heading: String) -> String {
    let text = heading.replacing(/\[([^\]]*)\]\([^)]*\)/) { $0.1 }
    return text.lowercased().reduce(into: "") { slug, character in
      if character == " " {
        slug.append("-")
      } else if character.isLetter || character.isNumber || "-_".contains(character) {
        slug.append(character)
      }
    }
  }
}
