/// The words of how a device stands.
enum StatusPhrase: PhraseTable {
  case notEnrolled
  case synchronised
  case notSynchronised
  case waiting
  case region
  case device
  case last
  case never
  case contributions
  case none
  case space
  case role
  case spaceWaiting
  case spaceBehind
  case fingerprints
  case sound
  case damaged
  case conflicts
  case otherConflicts
  case waitingForOthers
  case forks
  case refused
  case kept
  case spaceKept
  case spaceLeft
  case pastChanges
  case refusedCheckpoints

  var row: (String, String) { Self.table[self] ?? ("", "") }

  private static let table: [Self: (String, String)] = [
    .notEnrolled: ("Dit apparaat is nog niet aangemeld.", "This device is not enrolled yet."),
    .synchronised: ("Alles is gesynchroniseerd.", "Everything is synchronised."),
    .notSynchronised: (
      "Nog niet gesynchroniseerd: er kan nieuws zijn van anderen.",
      "Not synchronised yet: others may have news."
    ),
    .waiting: (
      "Nog niet gesynchroniseerd: {count|# wijziging wacht|# wijzigingen wachten}.",
      "Not synchronised yet: {count|# change waits|# changes wait}."
    ),
    .region: ("regio", "region"),
    .device: ("apparaat", "device"),
    .last: ("laatst gelijk", "last the same"),
    .never: ("nog nooit", "never yet"),
    .contributions: ("bijdragen", "contributions"),
    .none: ("geen", "none"),
    .space: ("groep", "group"),
    .role: ("rol", "role"),
    .spaceWaiting: ("{count|# wacht|# wachten}", "{count|# waits|# wait}"),
    .spaceBehind: ("nog niet bijgewerkt", "not up to date yet"),
    .fingerprints: (
      "Wie precies hetzelfde heeft, ziet dezelfde vingerafdruk:",
      "Whoever holds exactly the same sees the same fingerprint:"
    ),
    .sound: (
      "Het bestand met je bijdragen is helemaal nagekeken: het is heel.",
      "The file with your contributions was checked in full: it is sound."
    ),
    .damaged: (
      "Het bestand met je bijdragen is nagekeken: het is beschadigd.",
      "The file with your contributions was checked: it is damaged."
    ),
    .conflicts: (
      "Bij {count|# bijdrage|# bijdragen} is jouw keuze nodig: zie 'schakel conflicts'.",
      "{count|# contribution needs|# contributions need} your choice: see 'schakel conflicts'."
    ),
    .otherConflicts: (
      "Bij {count|# bijdrage|# bijdragen} is de keuze aan iemand anders: zie 'schakel conflicts "
        + "--all'.",
      "{count|# contribution awaits|# contributions await} somebody else's choice: see 'schakel "
        + "conflicts --all'."
    ),
    .waitingForOthers: (
      "{count|# wijziging wacht|# wijzigingen wachten} op iets dat hier nog niet is.",
      "{count|# change waits|# changes wait} for something that is not here yet."
    ),
    .forks: (
      "De gegevens van een apparaat zijn {count|één keer|# keer} gekopieerd of teruggezet. Er is "
        + "niets kwijt.",
      "The data of a device was copied or put back {count|once|# times}. Nothing is lost."
    ),
    .pastChanges: (
      "De regio bleek in {groups} iets van vroeger kwijt te zijn, of het anders te hebben (laatst "
        + "gemerkt: {time}). Dat gebeurt als er een reservekopie wordt teruggezet. Dit apparaat is "
        + "daardoor niets kwijtgeraakt. Vraag je beheerder of dat het was; 'schakel status --json' "
        + "vertelt er meer over.",
      "In {groups} the region turned out to have lost something that it had before, or to have it "
        + "otherwise (last noticed: {time}). That happens when a backup is put back. This device lost "
        + "nothing by it. Ask your administrator whether that was it; 'schakel status --json' tells "
        + "more."
    ),
    .refusedCheckpoints: (
      "De regio zette {count|één keer|# keer} een handtekening die niet klopt onder haar gegevens. "
        + "Je kunt gewoon doorwerken. Meld dit bij je beheerder.",
      "{count|Once|# times} the region put a signature that does not hold under its data. You can go "
        + "on working. Tell your administrator."
    ),
    .spaceKept: ("{count|# bewaard|# bewaard}", "{count|# kept|# kept}"),
    .spaceLeft: ("weggehaald", "removed"),
    .kept: (
      "Dit schreef je in een groep waar je niet meer in zit, en is nooit verstuurd:",
      "This you wrote in a group that you are no longer in, and it was never sent:"
    ),
    .refused: (
      "De regio nam {count|deze wijziging|deze # wijzigingen} niet aan. Dit is wat erin staat:",
      "The region did not accept {count|this change|these # changes}. This is what it says:"
    ),
  ]
}
