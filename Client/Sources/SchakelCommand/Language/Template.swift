/// A sentence with places to fill in.
///
///     Template("{count|# notitie|# notities} van {name}").filled(["count": 1_200, "name": "Anna"])
///     // 1.200 notities van Anna
///
/// `{name}` is replaced by its argument. `{count|one|more}` is a choice by a number, in which `#`
/// stands for the number itself.
struct Template: Hashable, Sendable {
  enum Argument: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringInterpolation
  {
    case text(String)
    case count(Int)

    init(stringLiteral value: String) { self = .text(value) }
    init(integerLiteral value: Int) { self = .count(value) }
  }

  enum Part: Hashable, Sendable {
    case text(String)
    case place(String)
    case choice(String, one: String, more: String)
  }

  let parts: [Part]

  init(_ source: String) {
    var parts: [Part] = []
    var rest = Substring(source)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      parts.append(.text(String(rest[..<open])))
      parts.append(Self.place(rest[rest.index(after: open)..<close]))
      rest = rest[rest.index(after: close)...]
    }
    self.parts = parts + [.text(String(rest))]
  }

  private static func place(_ source: Substring) -> Part {
    let pieces = source.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    return pieces.count == 3
      ? .choice(pieces[0], one: pieces[1], more: pieces[2]) : .place(pieces[0])
  }

  /// The arguments that it needs, by name.
  var places: Set<String> {
    Set(
      parts.compactMap { part in
        switch part {
        case .text: nil
        case .place(let name), .choice(let name, one: _, more: _): name
        }
      })
  }

  /// The sentence. A place without an argument shows its name in brackets, which tests look for.
  func filled(_ arguments: [String: Argument], in language: Language) -> String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .place(let name): Self.text(arguments[name], else: name, in: language)
      case .choice(let name, let one, let more):
        (arguments[name] == .count(1) ? one : more)
          .replacing("#", with: Self.text(arguments[name], else: name, in: language))
      }
    }.joined()
  }

  private static func text(
    _ argument: Argument?, else name: String, in language: Language
  ) -> String {
    switch argument {
    case .text(let text): text
    case .count(let number): language.number(number)
    case nil: "{\(name)}"
    }
  }
}

extension Language {
  /// 1.200 in Dutch, 1,200 in English.
  func number(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    let separator: Character = self == .dutch ? "." : ","
    var out = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index).isMultiple(of: 3) { out.append(separator) }
      out.append(digit)
    }
    return out
  }
}
