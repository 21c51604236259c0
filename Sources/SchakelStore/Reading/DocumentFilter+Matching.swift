import SchakelCore

extension DocumentFilter {
  /// The prefilter in SQL looks for the bytes of the theme anywhere; this looks where they count.
  func matchesTheme(_ state: DocumentState) -> Bool {
    guard let themeValue else { return true }
    return state.siblings(of: "themes").contains { $0.value == themeValue }
  }

  /// What SQL asks of shared documents, asked of a draft.
  func matches(_ draft: Draft) -> Bool {
    guard includesDrafts, states.contains(.draft), space == nil, !conflicts, deleted != .only
    else { return false }
    let value = { (name: Name) in draft.fields[name]?.first?.text }
    return (kind == nil || kind == draft.kind)
      && (themeValue.map { draft.fields["themes"]?.contains($0) ?? false } ?? true)
      && matches(day: value("observedOn"), changed: draft.changed)
      && matches(areas: draft.areas)
  }

  private func matches(day: String?, changed: UInt64) -> Bool {
    if let observedFrom {
      guard let day, !day.utf8.lexicographicallyPrecedes(observedFrom.utf8) else { return false }
    }
    if let observedTo {
      guard let day, !observedTo.utf8.lexicographicallyPrecedes(day.utf8) else { return false }
    }
    return changed >= changedFrom ?? 0 && changed <= changedTo ?? .max
  }

  private func matches(areas: [Area]) -> Bool {
    guard area != nil else { return true }
    return areas.contains { area in
      areaPrefixes.contains { (" " + area.code).utf8.starts(with: $0.utf8) }
    }
  }
}

extension Draft {
  /// The areas in it, whichever field holds them.
  var areas: [Area] {
    let known = Kind.named(kind)?.fields.filter { $0.shape == .area }.map(\.name) ?? ["area"]
    return known.flatMap { fields[$0] ?? [] }.compactMap { Area($0) }
  }
}
