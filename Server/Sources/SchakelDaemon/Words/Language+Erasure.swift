import SchakelCore
import SchakelRegion

// What is said of erasing, and of what a put-back region lacks.
extension Language {
  func sentence(onErasure error: RegionError) -> String {
    switch error.code {
    case .unknownSubject:
      say(
        "Nothing here was written in that contribution or by that person. Look at the name again: a "
          + "contribution's id, or a person as in schakeld invite.",
        "Hier is niets geschreven in die bijdrage of door die persoon. Kijk de naam na: het nummer van "
          + "een bijdrage, of een persoon zoals in schakeld invite.")
    case .unknownErasure:
      say(
        "There is no such open request; schakeld erase list shows those there are.",
        "Zo'n open verzoek is er niet; schakeld erase list toont welke er zijn.")
    case .notCoordinator:
      say(
        "Only a coordinator of a space that it concerns may do this; schakeld member list shows who is one. "
          + "Whoever asked for an erasure may not agree to it.",
        "Alleen een coördinator van een ruimte die het aangaat mag dit; schakeld member list toont wie dat "
          + "zijn. Wie om wissen vroeg, mag er niet zelf mee instemmen.")
    case .unknownPreview:
      say(
        "That is not the token of the last preview, or what it depends on changed since. Look again, with "
          + "schakeld retention preview.",
        "Dat is niet het kenmerk van wat het laatst bekeken is, of er veranderde sindsdien iets. Kijk opnieuw, "
          + "met schakeld retention preview.")
    default:
      say(
        "Others wrote in the place of what goes, and may have copied words: schakeld erase show lists "
          + "them. Say what becomes of them: --derived erase for all, --derived ID for one, or --no-derived.",
        "Anderen schreven op de plaats van wat weggaat, en kunnen woorden hebben overgenomen: schakeld "
          + "erase show noemt ze. Zeg wat ermee gebeurt: --derived erase voor alles, --derived NUMMER voor "
          + "één ervan, of --no-derived.")
    }
  }

  func sentence(onLedger error: RegionError) -> String {
    guard error.code == .ledgerMissing else {
      let what = error.message.prefix { $0 != ";" }
      return say(
        "The ledger beside the database was altered (\(what)). The database itself may be sound: look "
          + "with schakeld verify. Put the newest copy of region.ledger there. If there is none, and this "
          + "database was not put back from a backup, move region.ledger away and start again: it is written "
          + "anew from the database.",
        "Het grootboek naast de database is veranderd (\(what)). De database zelf kan in orde zijn: "
          + "kijk met schakeld verify. Zet de nieuwste kopie van region.ledger daar neer. Is er geen, en is "
          + "deze database niet uit een reservekopie teruggezet, haal region.ledger dan weg en begin opnieuw: "
          + "het wordt opnieuw geschreven uit de database.")
    }
    return say(
      "This database was put back, and the ledger of what was erased and revoked since is not beside it, "
        + "or is older. Put the newest copy of region.ledger there; or accept that it is lost with "
        + "--accept-missing-ledger: nothing is given out then before a coordinator opens the region.",
      "Deze database is teruggezet, en het grootboek van wat sindsdien gewist en ingetrokken is ligt er niet "
        + "naast, of is ouder. Zet de nieuwste kopie van region.ledger daar neer; of aanvaard dat het weg "
        + "is met --accept-missing-ledger: dan wordt niets uitgegeven voor een coördinator de regio opent."
    )
  }

  /// What a request concerns.
  func subject(_ record: ErasureRecord) -> String {
    switch record.subject {
    case .document(let document):
      say("contribution \(document.text)", "bijdrage \(document.text)")
    case .person(let person): say("person \(person.text)", "persoon \(person.text)")
    case .documents(let documents):
      say("\(documents.count) contributions", "\(documents.count) bijdragen")
    }
  }

  /// Why it goes; a rule's grounds in the reader's language.
  func ground(of record: ErasureRecord) -> String {
    let grounds = [
      (RegionService.withdrawnConsent, "toestemming ingetrokken"),
      (
        RegionService.madeOfWithdrawn,
        "kan woorden hebben van een profiel waarvan de toestemming is ingetrokken"
      ),
    ]
    guard self == .dutch,
      let known = grounds.first(where: { $0.0.utf8.elementsEqual(record.ground.utf8) })
    else { return record.ground }
    return known.1
  }

  func standing(_ record: ErasureRecord) -> String {
    switch record.status {
    case .requested: say("waits for another coordinator", "wacht op een andere coördinator")
    case .approved: say("erased", "gewist")
    case .withdrawn: say("withdrawn", "ingetrokken")
    }
  }
}
