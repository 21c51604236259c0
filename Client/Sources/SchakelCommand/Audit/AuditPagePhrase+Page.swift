// The page as a whole, its figures, and how the file was checked.
extension AuditPagePhrase {
  static let pageRows: [Self: (String, String)] = [
    .title: ("Tegelijk geschreven in {spaces}", "Written in parallel in {spaces}"),
    .unverifiedTitle: ("NIET IN ORDE", "NOT IN ORDER"),
    .unverified: (
      "LET OP: dit verslag is van een bestand dat niet klopt. Wat hier staat, kan veranderd "
        + "zijn en bewijst niets.",
      "BEWARE: this report is of a file that does not hold. What it says may have been "
        + "changed, and proves nothing."
    ),
    .skip: ("Naar de inhoud", "Skip to the content"),
    .contents: ("Inhoud", "Contents"),
    .madeBy: (
      "Gemaakt uit een bestand van de regio van {time}, voor {name}.",
      "Made from a file of the region of {time}, for {name}."
    ),
    .footer: (
      "Gemaakt met schakel audit report. Namen komen van de regio; al het andere is na te "
        + "rekenen met schakel audit verify.",
      "Made with schakel audit report. Names are the region's word; all else can be checked "
        + "with schakel audit verify."
    ),
    .figures: ("Cijfers", "Figures"),
    .verification: ("Hoe dit is nagerekend", "How this was checked"),
    .conflicts: ("Waar mensen moesten kiezen", "Where people had to choose"),
    .parallel: ("Wat vanzelf goed kwam", "What settled itself"),
    .howToRead: ("Hoe je dit leest", "How to read this"),
  ]

  static let figuresRows: [Self: (String, String)] = [
    .summary: (
      "Mensen schreven {found} keer tegelijk iets anders. {rule} keer loste een regel het op, "
        + "{people} keer mensen, en {open} keer moet iemand nog kiezen.",
      "People wrote different things at once {found} times. {rule} times a rule settled it, "
        + "{people} times people did, and {open} times somebody still has to choose."
    ),
    .median: (
      "Als mensen kozen, was de helft klaar binnen: {time}.",
      "Where people chose, half of it was done within: {time}."
    ),
    .noMedian: ("Er is nog niets door mensen opgelost.", "Nothing was settled by people yet."),
    .bySpace: ("Per groep", "By group"),
    .byField: ("Per veld", "By field"),
    .space: ("Groep", "Group"),
    .field: ("Veld", "Field"),
    .countFound: ("Gevonden", "Found"),
    .countRule: ("Door een regel", "By a rule"),
    .countPeople: ("Door mensen", "By people"),
    .countOpen: ("Nog open", "Still open"),
    .countMedian: ("Helft klaar binnen", "Half done within"),
    .none: ("geen", "none"),
    .refusals: (
      "De regio nam {count|# wijziging|# wijzigingen} niet aan.",
      "The region did not accept {count|# change|# changes}."
    ),
    .roles: ("Wie welke rol kreeg, en van wie", "Who got which role, and from whom"),
    .roleOf: ("wie", "who"),
    .decisions: ("Wat er verder besloten is", "What else was decided"),
    .what: ("Wat", "What"),
    .role: ("rol", "role"),
    .givenBy: ("gegeven door", "given by"),
    .copies: (
      "Kopieën van apparaten die verder mochten", "Copies of devices that were let go on"
    ),
    .noErasures: ("Er is niets gewist.", "Nothing was erased."),
    .erasures: ("Wat gewist is", "What was erased"),
    .when: ("Wanneer", "When"),
    .changes: ("Wijzigingen", "Changes"),
    .askedBy: ("Gevraagd door", "Asked for by"),
    .decidedBy: ("Besloten door", "Decided by"),
    .ground: ("Grond", "Ground"),
    .noReadings: ("Niemand heeft deze gegevens eerder gelezen.", "Nobody read this data before."),
    .readings: ("Wie deze gegevens las", "Who read this data"),
    .reader: ("Wie", "Who"),
    .times: ("Hoe vaak", "How often"),
    .lastTime: ("Laatst", "Last"),
    .underMinute: ("minder dan een minuut", "less than a minute"),
    .minutes: ("{count|# minuut|# minuten}", "{count|# minute|# minutes}"),
    .hours: ("{count} uur", "{count|# hour|# hours}"),
    .days: ("{count|# dag|# dagen}", "{count|# day|# days}"),
  ]

  static let verificationRows: [Self: (String, String)] = [
    .holds: (
      "Het bestand klopt. Elke wijziging, elke handtekening en elke uitkomst is nagerekend, "
        + "van de eerste tot de laatste regel.",
      "The file holds. Every change, every signature and every outcome was checked, from the "
        + "first entry to the last."
    ),
    .holdsOtherwise: (
      "Het bestand is op zichzelf in orde, maar het verleden van de regio is veranderd sinds "
        + "dit apparaat het zag.",
      "The file is in order by itself, but the region's past has changed since this device saw "
        + "it."
    ),
    .fails: ("Het bestand klopt niet.", "The file does not hold."),
    .regionKey: ("De sleutel van de regio:", "The region's key:"),
    .checked: ("Wat is nagerekend", "What was checked"),
    .counted: (
      "Wat in het bestand staat, en niet is nagerekend",
      "What is in the file, and was not checked"
    ),
    .entries: ("Regels", "Entries"),
    .seals: ("Handtekeningen van apparaten", "Signatures of devices"),
    .checkpoints: ("Tussenstanden van de regio", "Checkpoints of the region"),
    .refused: ("Geweigerd", "Refused"),
    .erased: ("Gewist", "Erased"),
    .devices: ("Met welke sleutels de apparaten tekenden", "With which keys the devices signed"),
    .key: ("Sleutel", "Key"),
    .device: ("apparaat {id}", "device {id}"),
  ]
}
