/// The words of one contribution, and of the versions in it.
enum ShowPhrase: PhraseTable {
  case author
  case created
  case erased
  case emptied
  case versions
  case also
  case unknownPerson
  case byDevice
  case atRegion
  case notSent
  case unknownReceipt
  case clockAhead
  case unseen
  case unseenYours
  case unseenOwn
  case unseenOthers
  case unseenChoice
  case unseenYourChoice
  case chosenBy
  case chosenByYou
  case putTogether
  case broughtBack
  case broughtBackByYou
  case afterChoice
  case afterYourChoice
  case before
  case bracketed
  case underlined
  case choose
  case keepOrDelete

  var row: (String, String) { Self.table[self] ?? ("", "") }

  private static let table: [Self: (String, String)] = [
    .author: ("van", "by"),
    .created: ("gemaakt", "made"),
    .erased: ("gewist", "erased"),
    .emptied: ("leeggemaakt", "emptied"),
    .unknownPerson: ("iemand", "somebody"),
    .versions: (
      "Van '{field}' zijn er {count} versies, tegelijk geschreven. Er is een keuze nodig:",
      "There are {count} versions of '{field}', written at the same time. A choice is needed:"
    ),
    .also: (
      "tegelijk schreef {name}: {value} ({time})", "at the same time {name} wrote: {value} ({time})"
    ),
    .byDevice: ("volgens het apparaat: {time}", "by the device: {time}"),
    .atRegion: ("bij de regio sinds: {time}", "at the region since: {time}"),
    .notSent: ("nog niet bij de regio", "not at the region yet"),
    .unknownReceipt: (
      "wanneer de regio het kreeg, is hier niet bekend", "when the region got it is not known here"
    ),
    .clockAhead: (
      "De klok van het apparaat liep {span} voor.", "The device's clock was {span} ahead."
    ),
    .unseen: (
      "{name} had de versie van {other} niet gezien.", "{name} had not seen {other}'s version."
    ),
    .unseenYours: ("{name} had jouw versie niet gezien.", "{name} had not seen your version."),
    .unseenOwn: (
      "Geschreven zonder de andere versie te zien.", "Written without seeing the other version."
    ),
    .unseenOthers: (
      "{name} had de andere versies niet gezien.", "{name} had not seen the other versions."
    ),
    .unseenChoice: (
      "{name} wist niet van de keuze van {other}.", "{name} did not know of {other}'s choice."
    ),
    .unseenYourChoice: (
      "{name} wist niet van jouw keuze.", "{name} did not know of your choice."
    ),
    .chosenByYou: ("jouw keuze: {reason}", "your choice: {reason}"),
    .broughtBackByYou: ("door jou teruggezet", "brought back by you"),
    .chosenBy: ("gekozen door {name}: {reason}", "chosen by {name}: {reason}"),
    .putTogether: (
      "door de regio samengevoegd uit verschillende versies",
      "put together from several versions by the region"
    ),
    .broughtBack: ("teruggezet door {name}", "brought back by {name}"),
    .afterChoice: (
      "geschreven na de keuze van {name}: {value}", "written after {name}'s choice of: {value}"
    ),
    .afterYourChoice: (
      "geschreven na jouw keuze: {value}", "written after your choice of: {value}"
    ),
    .before: ("Eerst stond er: {value}", "It said at first: {value}"),
    .bracketed: (
      "Tussen [haken] staat wat verschilt.", "What differs stands in [brackets]."
    ),
    .underlined: ("Wat verschilt, is onderstreept.", "What differs is underlined."),
    .choose: (
      "Kies met: schakel resolve {id} --field {field} --keep NUMMER --reason WAAROM",
      "Choose with: schakel resolve {id} --field {field} --keep NUMBER --reason WHY"
    ),
    .keepOrDelete: (
      "Houd de bijdrage met 'schakel restore {id}', of verwijder haar weer met 'schakel delete "
        + "{id}'.",
      "Keep the contribution with 'schakel restore {id}', or delete it again with 'schakel delete "
        + "{id}'."
    ),
  ]
}
