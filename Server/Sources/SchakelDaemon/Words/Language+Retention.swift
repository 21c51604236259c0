import SchakelRegion

// How long things are kept.
extension Language {
  func length(of term: RetentionTerm) -> String {
    guard let days = term.days.map({ count($0, .day) }) else {
      return say("for good", "voorgoed")
    }
    return say("\(days) after the last change", "\(days) na de laatste wijziging")
  }

  func sentence(on daily: RetentionDaily?, now: UInt64) -> String {
    guard let daily else {
      return say(
        "Nothing goes by itself: see schakeld retention preview.",
        "Er gaat niets vanzelf weg: zie schakeld retention preview.")
    }
    let last = ago(daily.lastRun, now: now)
    return say(
      "The server erases each day what is due; the last time was \(last).",
      "De server wist elke dag wat zo ver is; de laatste keer was \(last).")
  }
}
