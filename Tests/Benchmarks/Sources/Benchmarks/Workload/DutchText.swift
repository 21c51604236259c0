/// Invented sentences about an invented neighbourhood, in Dutch, from lists of words.
struct DutchText {
  private var random: SplitMix

  init(seed: UInt64) { random = SplitMix(seed: seed) }

  private static let who = [
    "De bewoners", "Twee vrijwilligers", "De jongeren", "Een buurvrouw", "De winkeliers",
    "Enkele ouders", "De huismeester", "Een oudere bewoner", "De schoolkinderen", "De beheerder",
  ]
  private static let does = [
    "vertelden over", "vroegen aandacht voor", "maakten zich zorgen over", "hielpen mee met",
    "klaagden over", "begonnen met", "waren trots op", "hoorden niets meer over", "stopten met",
  ]
  private static let what = [
    "het bankje bij de speeltuin", "de donkere doorgang", "de moestuin achter het buurthuis",
    "de overvolle containers", "het koffie-uurtje op dinsdag", "de kapotte verlichting",
    "de sportmiddag op het plein", "de brief van de woningbouw", "het zwerfvuil langs het water",
    "de leegstaande winkel", "de huiswerkklas", "de fietsen in het portiek",
  ]
  private static let so = [
    "We komen er volgende week op terug.", "Er is nog geen afspraak gemaakt.",
    "Dit vraagt een kleine actie.", "Niemand voelt zich verantwoordelijk.",
    "De sfeer was goed.", "Een vaste contactpersoon zou helpen.",
    "Afgesproken is om samen te gaan kijken.", "Het geduld raakt op.",
  ]

  mutating func pick(_ words: [String]) -> String {
    words[Int(random.next() % UInt64(words.count))]
  }

  mutating func number(below limit: Int) -> Int { Int(random.next() % UInt64(limit)) }

  /// A short line.
  mutating func title() -> String {
    let words = pick(Self.what)
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  /// Whole sentences, until there are `bytes` of them, give or take half a sentence.
  mutating func prose(bytes: Int) -> String {
    var text = ""
    while text.utf8.count < bytes - 25 {
      if !text.isEmpty { text += " " }
      text += pick(Self.who) + " " + pick(Self.does) + " " + pick(Self.what) + ". "
      text += pick(Self.so)
    }
    return text
  }
}
