/// The words of what devices that were taken out of use handed in.
enum HeldPhrase: PhraseTable {
  case none
  case written
  case edited
  case deletes
  case decide
  case released
  case unsent
  case dismissed
  case unknown
  case several
  case tooShort
  case taken
  case refused
  case coordinatorsOnly

  var row: (String, String) {
    switch self {
    case .none:
      (
        "In {space} wacht niets van een apparaat dat buiten gebruik is.",
        "Nothing of a device that is out of use waits in {space}."
      )
    case .written:
      (
        "{id}  {name} schreef dit: {moment}. De regio kreeg het {received}, toen het apparaat al buiten "
          + "gebruik was.",
        "{id}  {name} wrote this: {moment}. The region got it {received}, when the device was out of use "
          + "already."
      )
    case .edited:
      (
        "{id}  {name} veranderde dit: {moment}. De regio kreeg het {received}, toen het apparaat al buiten "
          + "gebruik was.",
        "{id}  {name} changed this: {moment}. The region got it {received}, when the device was out of use "
          + "already."
      )
    case .deletes: ("verwijdert de bijdrage", "deletes the contribution")
    case .decide:
      (
        "Laat het meetellen met 'schakel held release {id} --reason …', of laat het gaan met 'schakel held "
          + "dismiss {id}'.",
        "Let it count with 'schakel held release {id} --reason …', or let it go with 'schakel held dismiss "
          + "{id}'."
      )
    case .released:
      (
        "Het telt mee, als bijdrage {id}, op jouw naam en met wie het schreef erbij.",
        "It counts, as contribution {id}, in your name and with who wrote it."
      )
    case .unsent: Self.unsentRow
    case .dismissed:
      (
        "De regio bewaart het niet langer. Dat het er was, blijft te zien.",
        "The region keeps it no longer. That it was there can still be seen."
      )
    case .unknown:
      (
        "Er wacht niets met id {id}. 'schakel held list' toont wat er wacht.",
        "Nothing with the id {id} waits. 'schakel held list' shows what does."
      )
    case .several: Self.severalRow
    case .tooShort: Self.tooShortRow
    case .taken: Self.takenRow
    case .refused: Self.refusedRow
    case .coordinatorsOnly:
      (
        "Alleen een coördinator van de groep mag zien wat er wacht.",
        "Only a coordinator of the group may see what waits."
      )
    }
  }
}

/// What needs more than a line.
extension HeldPhrase {
  private static let unsentRow = (
    "Het telt mee, als bijdrage {id}, op jouw naam en met wie het schreef erbij. De regio heeft het nog "
      + "niet: 'schakel sync' stuurt het.",
    "It counts, as contribution {id}, in your name and with who wrote it. The region does not have it "
      + "yet: 'schakel sync' sends it."
  )

  private static let severalRow = (
    "Met {id} kan meer dan één bedoeld zijn: {ids}. Typ er een die je bedoelt.",
    "{id} may mean more than one: {ids}. Type the one that you mean."
  )

  private static let tooShortRow = (
    "{id} is te kort: de regio bewaart het dan niet langer. Typ minstens {least} tekens van het id; 'schakel "
      + "held list' toont ze.",
    "{id} is too short: the region then keeps it no longer. Type at least {least} characters of the id; "
      + "'schakel held list' shows them."
  )

  private static let refusedRow = (
    "De regio nam het niet van je aan: het telt niet mee, en wacht nog. Waarom, zie je met 'schakel status'.",
    "The region did not accept it from you: it does not count, and still waits. 'schakel status' shows why."
  )

  private static let takenRow = (
    "Een andere coördinator heeft het eerder vrijgegeven: het telt al mee. Jouw tekst is bewaard: zie "
      + "'schakel status'.",
    "Another coordinator released it before: it counts already. Your text is kept: see 'schakel status'."
  )
}
