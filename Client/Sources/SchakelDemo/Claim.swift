/// Something that the demonstration says is so, and whether it found it so.
///
/// Each claim is made from what the programs themselves answered, by a function that knows nothing
/// of how they were asked. What is missing in an answer never counts for the claim.
struct Claim: Hashable, Sendable {
  let words: Words
  let holds: Bool
  /// What was found, a line each.
  let evidence: [String]

  init(_ words: Words, holds: Bool, _ evidence: [String]) {
    self.words = words
    self.holds = holds
    self.evidence = evidence
  }

  /// One finding for each of several holders, of whom none may be missing.
  init<Finding>(
    _ words: Words, _ found: [Holder: Finding], of holders: Set<Holder>,
    _ isRight: (Finding) -> Bool
  ) {
    let isComplete = !holders.isEmpty && Set(found.keys) == holders
    self.init(
      words, holds: isComplete && found.values.allSatisfy(isRight),
      found.map { "\($0.key): \($0.value)" }.sorted()
        + holders.subtracting(found.keys).map { "\($0): -" }.sorted())
  }

  /// Whose answer it is: a worker's name, or the region.
  typealias Holder = String
}

extension Claim {
  /// With no server to be reached, `sync` is refused, and says how much waits.
  static func toldTheTruth(_ status: Int32, waiting: Int?, written: Int) -> Claim {
    Claim(
      Words(
        "Zonder netwerk zegt sync dat het niet lukte, en dat alle \(written) nog wachten",
        "Without a network sync says that it failed, and that all \(written) still wait"),
      holds: status == 1 && written > 0 && waiting == written,
      ["exit status \(status), waiting \(waiting.map(String.init) ?? "-") of \(written)"])
  }

  /// The server ended when it was asked to, in order.
  static func stoppedInOrder(_ status: Int32?) -> Claim {
    Claim(
      Words("De server stopt netjes als het gevraagd wordt", "The server stops cleanly when asked"),
      holds: status == 0, ["exit status \(status.map(String.init) ?? "-")"])
  }

  /// Everybody has as many contributions as were read in, all different.
  static func everybodyHasAll(
    _ written: Int, _ ids: [Holder: [String]], of holders: Set<Holder>
  ) -> Claim {
    let same = Set(ids.values.map(Set.init)).count == 1
    let claim = Claim(
      Words(
        "Iedereen heeft alle \(written) bijdragen, elk één keer",
        "Everybody has all \(written) contributions, each once"),
      ids.mapValues { (all: $0.count, different: Set($0).count) }, of: holders
    ) { $0.all == written && $0.different == written }
    return Claim(claim.words, holds: claim.holds && same && written > 0, claim.evidence)
  }

  /// What was not shared is on its writer's device and nowhere else.
  static func draftStayed(
    with writer: Holder, _ seen: [Holder: Bool], of holders: Set<Holder>
  ) -> Claim {
    let others = seen.filter { $0.key != writer }
    let claim = Claim(
      Words(
        "Het profiel zonder toestemming bleef op het apparaat van \(writer)",
        "The profile without consent stayed on \(writer)'s device"),
      others, of: holders.subtracting([writer])
    ) { !$0 }
    return Claim(
      claim.words, holds: claim.holds && seen[writer] == true,
      claim.evidence + ["\(writer): \(seen[writer].map(String.init) ?? "-")"])
  }

  /// Nothing waits anywhere, and every device knows that it is up to date.
  static func allSynchronised(
    _ standing: [Holder: (synchronised: Bool, waiting: Int)], of holders: Set<Holder>
  ) -> Claim {
    Claim(
      Words(
        "Elk apparaat zegt: gesynchroniseerd, en niets wacht",
        "Every device says: synchronised, and nothing waits"),
      standing, of: holders
    ) { $0.synchronised && $0.waiting == 0 }
  }

  /// Where a person must choose is the same for all, and what was written on purpose: none missed,
  /// none made up.
  static func choices(
    _ expected: Set<String>, _ found: [Holder: Set<String>], of holders: Set<Holder>
  ) -> Claim {
    let claim = Claim(
      Words(
        "Een keuze is nodig waar twee mensen hetzelfde veranderden, en nergens anders",
        "A choice is needed where two people changed the same thing, and nowhere else"),
      found, of: holders
    ) { $0 == expected }
    return Claim(claim.words, holds: claim.holds && !expected.isEmpty, claim.evidence)
  }

  /// Everybody sees one value, chosen by a person, and is not asked any more.
  static func settled(
    _ value: String, _ seen: [Holder: ParallelEdit.Seen], of holders: Set<Holder>
  ) -> Claim {
    Claim(
      Words(
        "Anna koos, met een reden, en iedereen ziet: \(value)",
        "Anna chose, with a reason, and everybody sees: \(value)"),
      seen, of: holders
    ) { !$0.needsChoice && $0.shown == [value] }
  }

  /// What was chosen is taken back, and all versions are there again.
  static func broughtBack(
    _ values: [String], _ seen: [Holder: ParallelEdit.Seen], of holders: Set<Holder>
  ) -> Claim {
    let claim = Claim(
      Words(
        "Bram nam die keuze terug, en beide versies staan er weer",
        "Bram took that choice back, and both versions are there again"),
      seen, of: holders
    ) { $0.needsChoice && Set($0.versions) == Set(values) }
    return Claim(claim.words, holds: claim.holds && Set(values).count > 1, claim.evidence)
  }

  /// A file with all that the region has to show holds from end to end.
  static func auditHolds(_ status: Int32, conflicts: Int?) -> Claim {
    Claim(
      Words(
        "De controle van alles wat de regio laat zien klopt, zonder de regio te geloven",
        "The audit of all that the region shows holds, without believing the region"),
      holds: status == 0 && (conflicts ?? 0) > 0,
      ["exit status \(status), conflicts \(conflicts.map(String.init) ?? "-")"])
  }

  /// The same file with one bit turned over does not, and it is said where.
  static func tamperingIsFound(_ status: Int32, told: String?) -> Claim {
    Claim(
      Words(
        "Eén omgekeerde bit in dat bestand wordt gevonden",
        "One bit turned over in that file is found"),
      holds: status == 1 && told?.isEmpty == false, ["exit status \(status): \(told ?? "-")"])
  }

  /// The region had every change once, and has no trouble.
  static func regionAgrees(
    documents: Int, changes: Int, _ found: (documents: Int?, changes: Int?, troubles: Int?)
  ) -> Claim {
    let text = { (number: Int?) in number.map(String.init) ?? "-" }
    return Claim(
      Words(
        "De regio heeft \(documents) bijdragen en \(changes) wijzigingen: elke wijziging één keer",
        "The region has \(documents) contributions and \(changes) changes: every change once"),
      holds: documents > 0 && found.documents == documents && found.changes == changes
        && found.troubles == 0,
      [
        "documents \(text(found.documents)), changes \(text(found.changes)), "
          + "refused, waiting or given out twice \(text(found.troubles))"
      ])
  }

  /// A sync without news sends and fetches nothing.
  static func nothingToSay(
    _ moved: [Holder: (pushed: Int, news: Int)], of holders: Set<Holder>
  ) -> Claim {
    Claim(
      Words("Nog eens synchroniseren verandert niets", "Synchronising once more changes nothing"),
      moved, of: holders
    ) { $0.pushed == 0 && $0.news == 0 }
  }

  /// All replicas hold the same bytes: the fingerprint covers every document's whole state.
  static func sameBytes(_ fingerprints: [Holder: String], of holders: Set<Holder>) -> Claim {
    let first = fingerprints.values.first ?? ""
    let claim = Claim(
      Words(
        "Alle apparaten en de regio hebben byte voor byte hetzelfde",
        "All devices and the region hold the same, byte for byte"),
      fingerprints, of: holders
    ) { $0.count == digestCharacters && $0 == first }
    return Claim(claim.words, holds: claim.holds && holders.count > 1, claim.evidence)
  }

  /// SHA-256 in hexadecimal digits.
  private static let digestCharacters = 64
}
