// Case by case, and how to read it.
extension AuditPagePhrase {
  static let casesRows: [Self: (String, String)] = [
    .noConflicts: (
      "Er was niets waar mensen moesten kiezen.",
      "There was nothing where people had to choose."
    ),
    .omittedConflicts: (
      "{count|# geval staat|# gevallen staan} hier niet: het zijn de oudste.",
      "{count|# case is|# cases are} not here: the oldest."
    ),
    .stateOpen: ("Nog open: iemand moet kiezen", "Still open: somebody has to choose"),
    .stateRule: ("Opgelost door een regel", "Settled by a rule"),
    .statePeople: ("Opgelost door {name}, in: {time}", "Settled by {name}, in: {time}"),
    .whichCase: (
      "Groep {space}, bijdrage {document}, geval {record}.",
      "Group {space}, contribution {document}, case {record}."
    ),
    .events: ("Wat er gebeurde", "What happened"),
    .versions: ("De versies naast elkaar", "The versions side by side"),
    .whoKnew: ("Wie wist wat, en wanneer", "Who knew what, and when"),
    .found: (
      "{names} hebben '{field}' veranderd zonder dat van elkaar te weten.",
      "{names} changed '{field}' without knowing of each other's change."
    ),
    .foundAlone: (
      "{name} heeft '{field}' op meer dan één apparaat veranderd, terwijl die nog niet van "
        + "elkaar wisten.",
      "{name} changed '{field}' on more than one device, while these did not know of each "
        + "other yet."
    ),
    .foundDeletion: (
      "Dit werd verwijderd door {deleters} en tegelijk nog veranderd door {writers}, zonder dat "
        + "zij het van elkaar wisten.",
      "This was deleted by {deleters} and at the same time still changed by {writers}, without "
        + "their knowing of each other."
    ),
    .joined: (
      "{name} veranderde '{field}' ook, en daarna bleven er verschillende versies staan.",
      "{name} changed '{field}' too, and different versions were left after that."
    ),
    .reopened: (
      "Het ging weer open: {name} had iets geschreven zonder van de uitkomst te weten.",
      "It was opened again: {name} had written something without knowing of the outcome."
    ),
    .takenBack: (
      "Het ging weer open: {name} draaide de uitkomst terug.",
      "It was opened again: {name} took the outcome back."
    ),
    .takenBackBecause: (
      "Het ging weer open: {name} draaide de uitkomst terug, omdat: '{reason}'.",
      "It was opened again: {name} took the outcome back, because: '{reason}'."
    ),
    .erasedEvent: ("Wat {name} schreef, is gewist.", "What {name} wrote was erased."),
    .settledByRule: (
      "De regio voegde de versies samen met de vaste regel {rule}. Niemand hoefde te kiezen. "
        + "Uitkomst:",
      "The region put the versions together by the fixed rule {rule}. Nobody had to choose. "
        + "Outcome:"
    ),
    .settledByEdit: (
      "{name} kende alle versies en veranderde '{field}'. Uitkomst:",
      "{name} knew all versions and changed '{field}'. Outcome:"
    ),
    .chose: (
      "{name} koos de versie van {other}, omdat: '{reason}'. Uitkomst:",
      "{name} chose the version of {other}, because: '{reason}'. Outcome:"
    ),
    .choseOwn: (
      "{name} koos de eigen versie, omdat: '{reason}'. Uitkomst:",
      "{name} chose their own version, because: '{reason}'. Outcome:"
    ),
    .choseNew: (
      "{name} koos geen van de versies zoals ze waren, maar schreef iets nieuws, omdat: "
        + "'{reason}'. Uitkomst:",
      "{name} chose none of the versions as they were, but wrote something new, because: "
        + "'{reason}'. Outcome:"
    ),
    .noReason: ("(de reden is gewist)", "(the reason was erased)"),
    .version: ("Versie {letter}, van {name}", "Version {letter}, by {name}"),
    .writtenAt: ("Geschreven, zegt het apparaat", "Written, as the device says"),
    .receivedAt: ("Bij de regio", "At the region"),
    .byDevice: ("Apparaat", "Device"),
    .hadSeen: ("Had gezien", "Had seen"),
    .hadSeenNothing: ("nog niets", "nothing yet"),
    .seenOf: ("{name}: {count|# wijziging|# wijzigingen}", "{name}: {count|# change|# changes}"),
    .erasedAt: ("Gewist", "Erased"),
    .wasErased: ("gewist", "erased"),
    .isMissing: ("staat niet in dit bestand", "is not in this file"),
    .emptied: ("leeg gemaakt", "emptied"),
    .made: ("maakte dit", "made this"),
    .deleted: ("verwijderde dit", "deleted this"),
    .restored: ("haalde dit terug", "brought this back"),
    .changed: ("veranderde: {fields}", "changed: {fields}"),
  ]

  static let drawingRows: [Self: (String, String)] = [
    .drawingSummary: (
      "Een tekening met {devices|één baan, van één apparaat|# banen, een voor elk apparaat}. "
        + "Van boven naar beneden {changes|staat één wijziging|staan # wijzigingen} in de volgorde "
        + "van het logboek. De ruiten met een letter zijn de {versions} versies; een streepjeslijn "
        + "verbindt versies die niet van elkaar wisten. Alles wat getekend is, staat ook in de tabel "
        + "eronder.",
      "A drawing with {devices|one lane, of one device|# lanes, one for each device}. From top "
        + "to bottom {changes|there is one change|there are # changes} in the order of the log. The "
        + "diamonds with a letter are the {versions} versions; a dashed line joins versions that "
        + "did not know of each other. All that is drawn is also in the table below it."
    ),
    .omittedChanges: (
      "{count|# eerdere wijziging is|# eerdere wijzigingen zijn} niet getekend.",
      "{count|# earlier change is|# earlier changes are} not drawn."
    ),
    .changesTable: ("Dezelfde wijzigingen als tabel", "The same changes as a table"),
    .number: ("Nummer", "Number"),
    .whatHappened: ("Wat", "What"),
    .knewDirectly: ("Wist direct van", "Knew directly of"),
    .knewNothing: ("niets", "nothing"),
    .meaning: ("Betekenis", "Meaning"),
    .versionMark: ("versie {letter}", "version {letter}"),
    .versionApart: (
      "versie {letter}: wist niet van {others}, en andersom",
      "version {letter}: did not know of {others}, nor the other way round"
    ),
    .settlingMark: ("de uitkomst: wist van alle versies", "the outcome: knew of all versions"),
    .settlingLabel: ("uitkomst", "outcome"),
  ]

  static let parallelRows: [Self: (String, String)] = [
    .noParallel: ("Er was niets dat vanzelf goed kwam.", "There was nothing that settled itself."),
    .parallelAbout: (
      "Hier schreven mensen tegelijk, en hoefde niemand te kiezen. Wat niet getoond wordt, is "
        + "wel bewaard.",
      "Here people wrote at the same time, and nobody had to choose. What is not shown is "
        + "still kept."
    ),
    .parallelTable: ("Tegelijk geschreven, zonder keuze", "Written in parallel, without a choice"),
    .contribution: ("Bijdrage", "Contribution"),
    .foundAt: ("Gevonden", "Found"),
    .authors: ("Wie", "Who"),
    .how: ("Hoe", "How"),
    .byRule: ("samengevoegd met {rule}", "put together by {rule}"),
    .writtenOver: ("later opnieuw geschreven", "written anew later"),
    .byLatest: ("de nieuwste wordt getoond", "the newest is shown"),
    .byStrictest: ("de voorzichtigste wordt getoond", "the most careful is shown"),
    .byUnion: ("alles staat in de lijst", "all is in the list"),
    .byPerson: ("ieder houdt het eigene", "everybody keeps their own"),
    .bySame: (
      "beiden schreven hetzelfde, of een van beide is gewist",
      "both wrote the same, or one was erased"
    ),
    .omittedParallel: (
      "{count|# regel staat|# regels staan} hier niet: het zijn de oudste.",
      "{count|# row is|# rows are} not here: the oldest."
    ),
  ]

  static let helpRows: [Self: (String, String)] = [
    .helpDetected: (
      "Elk apparaat schrijft bij elke wijziging op welke eerdere wijzigingen het kende. Kenden "
        + "twee wijzigingen van één veld elkaar niet, dan zijn ze tegelijk geschreven. Klokken "
        + "doen daarbij niet mee.",
      "With each change a device writes down which earlier changes it knew. Where two changes "
        + "of one field did not know each other, they were written in parallel. Clocks have no "
        + "part in that."
    ),
    .helpMarks: (
      "Woorden die niet in alle versies staan, zijn onderstreept en staan tussen [[ en ]].",
      "Words that are not in all versions are underlined and stand between [[ and ]]."
    ),
    .helpDrawing: (
      "In een tekening heeft elk apparaat een baan. Een rondje is een wijziging, een ruit met "
        + "een letter is een versie, een vierkant is de uitkomst. Een pijl loopt van een wijziging naar een die haar direct kende; wat die al kende, heeft "
        + "geen eigen pijl. Een streepjeslijn verbindt versies die niet van elkaar wisten.",
      "In a drawing each device has a lane. A disc is a change, a diamond with a letter is a "
        + "version, a square is the outcome. An arrow goes from a "
        + "change to one that knew it directly; what that one knew already has no arrow of its "
        + "own. A dashed line joins versions that did not know of each other."
    ),
    .helpClocks: (
      "'Geschreven' is wat het apparaat zegt; 'bij de regio' is wanneer de regio het kreeg. "
        + "Hoe lang iets duurde, is gemeten bij de regio.",
      "'Written' is what the device says; 'at the region' is when the region got it. How long "
        + "something took is measured at the region."
    ),
    .helpLimits: (
      "Wat niemand hieruit kan zien: of de sleutels echt van deze mensen zijn, en of de regio "
        + "na het einde van dit bestand nog meer had.",
      "What nobody can see from this: whether the keys are really of these people, and whether "
        + "the region had more after the end of this file."
    ),
  ]
}
