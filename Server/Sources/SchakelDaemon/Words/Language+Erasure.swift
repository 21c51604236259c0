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
        "Only a coordinator of a space that it concerns may do this, and not the one who asked for it.",
        "Alleen een coördinator van een ruimte die het aangaat mag dit, en niet wie erom vroeg.")
    default:
      say(
        "Others wrote in the place of what goes, and may have copied words: schakeld erase show lists "
          + "them. Say what becomes of them with --derived erase or --derived keep.",
        "Anderen schreven op de plaats van wat weggaat, en kunnen woorden hebben overgenomen: schakeld "
          + "erase show noemt ze. Zeg wat ermee gebeurt met --derived erase of --derived keep.")
    }
  }

  func sentence(onLedger error: RegionError) -> String {
    guard error.code == .ledgerMissing else {
      return say(
        "The ledger beside the database is not whole: \(error.message). Put the newest copy of "
          + "region.ledger there.",
        "Het grootboek naast de database is niet heel: \(error.message). Zet de nieuwste kopie van "
          + "region.ledger daar neer.")
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
    }
  }

  func standing(_ record: ErasureRecord) -> String {
    switch record.status {
    case .requested: say("waits for another coordinator", "wacht op een andere coördinator")
    case .approved: say("erased", "gewist")
    case .withdrawn: say("withdrawn", "ingetrokken")
    }
  }
}
