/// The words of what lies in the tray.
enum TrayPhrase: PhraseTable {
  case none
  case decide
  case discarded
  case unknown
  case tooShort

  var row: (String, String) {
    switch self {
    case .none:
      (
        "De regio nam alles aan wat je verstuurde, en er is niets bewaard van een groep die je verliet.",
        "The region accepted all that you sent, and nothing is kept of a group that you left."
      )
    case .decide:
      (
        "Heb je het niet meer nodig? Gooi het dan weg met 'schakel tray discard {id}'. Het staat nergens "
          + "anders: weg is weg.",
        "You need it no more? Then throw it away with 'schakel tray discard {id}'. It is nowhere else: "
          + "what is gone is gone."
      )
    case .discarded:
      (
        "Weggegooid: {count|# wijziging|# wijzigingen}.",
        "Thrown away: {count|# change|# changes}."
      )
    case .unknown:
      (
        "Van een bijdrage met nummer {id} ligt er niets. 'schakel tray list' toont wat er ligt.",
        "Nothing lies there of a contribution with number {id}. 'schakel tray list' shows what does."
      )
    case .tooShort:
      (
        "{id} is te kort: weg is weg. Typ minstens {least} tekens van het nummer; 'schakel tray list' toont "
          + "ze.",
        "{id} is too short: what is gone is gone. Type at least {least} characters of the number; 'schakel "
          + "tray list' shows them."
      )
    }
  }
}
