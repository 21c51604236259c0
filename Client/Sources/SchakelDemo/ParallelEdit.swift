import SchakelJSON

/// One field that two people change at the same time, and what has to come of it.
struct ParallelEdit: Hashable, Sendable {
  enum Outcome: Hashable, Sendable {
    /// All versions stand beside each other until a person chooses.
    case choice
    /// One is shown; the others stay as versions.
    case shown
    /// The more careful one is shown; the others stay as versions.
    case careful(String)
    /// Both are in the list.
    case both
    /// One text that has what each of them changed.
    case combined(String)
  }

  let field: String
  let outcome: Outcome
  /// What the one and what the other writes, as it stands in JSON.
  let values: [String]

  /// As an argument of `schakel edit`.
  func argument(_ writer: Int) -> [String] {
    [outcome == .both ? "--add" : "--set", "\(field)=\(values[writer])"]
  }
}

extension ParallelEdit {
  /// What a device shows of a field, from `schakel show --json`.
  struct Seen: Hashable, Sendable {
    var shown: [String]
    var versions: [String]
    var needsChoice: Bool
    var isParallelEdit: Bool

    init(shown: [String], versions: [String], needsChoice: Bool, isParallelEdit: Bool) {
      self.shown = shown
      self.versions = versions
      self.needsChoice = needsChoice
      self.isParallelEdit = isParallelEdit
    }

    init(_ show: JSONValue, field: String) {
      let contribution = show["contribution"]
      let one = contribution?[field]
      shown = one?.array?.compactMap(\.string) ?? [one?.string].compactMap { $0 }
      versions = show["versions"]?[field]?.array?.compactMap { $0["value"]?.string } ?? []
      needsChoice = show["conflicts"]?.array?.contains(.string(field)) ?? false
      isParallelEdit = show["parallelEdits"]?.array?.contains(.string(field)) ?? false
    }
  }

  /// Whether nothing was lost and the rule was kept.
  func isKept(in seen: Seen) -> Bool {
    let written = Set(values)
    switch outcome {
    case .choice: return seen.needsChoice && Set(seen.versions) == written
    case .shown:
      return seen.isParallelEdit && Set(seen.versions) == written && seen.shown.count == 1
        && written.isSuperset(of: seen.shown)
    case .careful(let value):
      return seen.isParallelEdit && Set(seen.versions) == written && seen.shown == [value]
    case .both: return !seen.needsChoice && written.isSubset(of: seen.shown)
    case .combined(let text): return !seen.needsChoice && seen.shown == [text]
    }
  }

  /// Every device shows what both wrote.
  func claim(_ seen: [String: Seen], of holders: Set<String>) -> Claim {
    let isComplete = !holders.isEmpty && Set(seen.keys) == holders
    return Claim(
      words, holds: isComplete && seen.values.allSatisfy(isKept),
      seen.map { holder, seen in
        "\(holder): \(seen.shown) of \(seen.versions), choice \(seen.needsChoice)"
      }.sorted())
  }

  private var words: Words {
    switch outcome {
    case .choice:
      Words(
        "'\(field)': beide versies staan er, en een mens kiest",
        "'\(field)': both versions are there, and a person chooses")
    case .shown:
      Words(
        "'\(field)': de nieuwste wordt getoond, de andere is bewaard",
        "'\(field)': the newest is shown, the other is kept")
    case .careful(let value):
      Words(
        "'\(field)': de zorgvuldigste wint (\(value)), de andere is bewaard",
        "'\(field)': the more careful one wins (\(value)), the other is kept")
    case .both:
      Words("'\(field)': wat beiden toevoegden staat erin", "'\(field)': has what both added")
    case .combined:
      Words(
        "'\(field)': de regio voegde beide veranderingen samen, en vroeg niets",
        "'\(field)': the region put both changes together, and asked nothing")
    }
  }
}
