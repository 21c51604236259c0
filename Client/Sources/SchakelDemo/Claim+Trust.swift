// What is claimed of the days on which something goes wrong.
extension Claim {
  /// A device that was taken out of use is refused, and what it still had awaits a coordinator.
  static func lostDeviceIsOut(_ status: Int32, held: Int) -> Claim {
    Claim(
      Words(
        "Het ingetrokken apparaat krijgt niets meer, en wat het nog had wacht op een coördinator",
        "The revoked device gets nothing more, and what it still had waits for a coordinator"),
      holds: status == 1 && held == 1, ["exit status \(status), held \(held)"])
  }

  /// What a coordinator released is there for everybody.
  static func heldCounts(
    _ title: String, _ seen: [Holder: String], of holders: Set<Holder>
  ) -> Claim {
    let claim = Claim(
      Words(
        "Vrijgegeven door een coördinator telt het mee, voor iedereen",
        "Released by a coordinator it counts, for everybody"),
      seen, of: holders
    ) { $0 == title }
    return Claim(claim.words, holds: claim.holds && !title.isEmpty, claim.evidence)
  }

  /// What is to be erased is on every device first.
  static func wordsAreThere(_ found: [Holder: Bool], of holders: Set<Holder>) -> Claim {
    Claim(
      Words(
        "Wat gewist moet worden staat op elk apparaat", "What has to go is on every device"),
      found, of: holders
    ) { $0 }
  }

  /// Every device said under its own key that it erased; there is none that did not.
  static func allConfirmed(_ confirmed: [Holder: Bool], of holders: Set<Holder>) -> Claim {
    Claim(
      Words(
        "Elk apparaat bevestigt dat het gewist heeft",
        "Every device confirms that it has erased"),
      confirmed, of: holders
    ) { $0 }
  }

  /// The erased word stands in no file any more.
  static func wordsAreGone(_ files: [String], searched: Int) -> Claim {
    Claim(
      Words(
        "Het gewiste woord staat in geen enkel bestand meer, van de regio niet en van de apparaten niet",
        "The erased word is in no file any more, neither the region's nor the devices'"),
      holds: files.isEmpty && searched > 0, ["files searched \(searched)"] + files)
  }

  /// A region that was put back has again what the devices have, and they what they had.
  static func healed(
    _ before: [Holder: String], _ after: [Holder: String], of holders: Set<Holder>
  ) -> Claim {
    let all = holders.union(["region"])
    let first = before.values.first ?? ""
    let claim = Claim(
      Words(
        "Na een oude reservekopie is alles er weer, byte voor byte: de apparaten brachten het terug",
        "After an old backup all is there again, byte for byte: the devices brought it back"),
      after, of: all
    ) { $0 == first && !first.isEmpty }
    return Claim(
      claim.words,
      holds: claim.holds && holders.count > 1 && Set(before.keys) == holders
        && Set(before.values).count == 1, claim.evidence)
  }

  /// What was decided after the backup holds after it too.
  static func ledgerHolds(
    found files: [String], _ titles: [Holder: String], stillOut status: Int32,
    of holders: Set<Holder>
  ) -> Claim {
    let isThere = !holders.isEmpty && holders.allSatisfy { (titles[$0] ?? "-") != "-" }
    return Claim(
      Words(
        "Ook dan: wat gewist was blijft weg, het ingetrokken apparaat blijft buiten",
        "Then too: what was erased stays away, the revoked device stays out"),
      holds: files.isEmpty && isThere && status == 1,
      ["files with the word \(files.count), exit status \(status)"])
  }
}
