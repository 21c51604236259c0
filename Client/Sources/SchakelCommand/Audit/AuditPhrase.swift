/// The words of checking an audit file.
enum AuditPhrase: PhraseTable {
  case holds
  case holdsOtherwise
  case fails
  case distrust
  case changedPast
  case shortened
  case made
  case madeFor
  case regionKey
  case keyGiven
  case keyHome
  case keyFile
  case same
  case later
  case keptNone
  case notCompared
  case log
  case logCounts
  case signatures
  case signatureCounts
  case conflicts
  case conflictCounts
  case combined
  case combinedCount
  case unproven
  case unprovenCount
  case recovered
  case recoveredCount
  case refused
  case refusedCount
  case restarts
  case restartCount
  case copies
  case copyAdmitted
  case roles
  case roleGiven
  case roleTaken
  case earlierRoles
  case decisions
  case decision
  case deviceWithdrawn
  case deviceEmptied
  case heldDismissed
  case regionOpened
  case operatorOrElsewhere
  case coordinatorElsewhere
  case theOperator
  case elsewhere
  case erased
  case erasure
  case read
  case earlierReadings
  case readConflicts
  case readConflict
  case readExport
  case readVerification
  case readPerson
  case nothing
  case nobody
  case group
  case position
  case contribution
  case field
  case record
  case detail
  case lifecycle
  case `operator`
  case theRegion
  case unknownPerson
  case somebodyElse
  case and
  case noAuditFile
  case noKey
  case needsFile
  case sameFile
  case unverifiable
  case written
  case writtenCSV
  case omitted

  var row: (String, String) { Self.verdicts[self] ?? Self.facts[self] ?? ("", "") }
}

extension AuditPhrase {
  fileprivate static let verdicts: [Self: (String, String)] = [
    .holds: (
      "Dit bestand klopt. Alles wat erin staat is nagerekend.",
      "This file holds. All that is in it was checked."
    ),
    .holdsOtherwise: (
      "Dit bestand is op zichzelf in orde, maar het verleden van de regio is veranderd.",
      "This file is in order by itself, but the region's past has changed."
    ),
    .fails: ("Dit bestand klopt niet.", "This file does not hold."),
    .distrust: (
      "{path} klopt niet. Bewaar het bestand en vraag de regio om uitleg.",
      "{path} does not hold. Keep the file, and ask the region to explain."
    ),
    .changedPast: (
      "Het verleden van de regio is veranderd: tot en met regel {position} stond in {space} op "
        + "{time} iets anders dan in {path}. De regio tekende daar toen voor. Bewaar het bestand "
        + "en vraag de regio om uitleg.",
      "The region's past has changed: up to entry {position} there was something else in {space} on "
        + "{time} than in {path}. The region signed for that then. Keep the file, and ask the "
        + "region to explain."
    ),
    .shortened: (
      "Het verleden van de regio is veranderd: in {space} had het logboek op {time} al {position} "
        + "regels, en {path} is later gemaakt en heeft er minder. De regio tekende daar toen voor. "
        + "Bewaar het bestand en vraag de regio om uitleg.",
      "The region's past has changed: in {space} the log had {position} entries already on {time}, "
        + "and {path} was made later and has fewer. The region signed for that then. Keep the file, "
        + "and ask the region to explain."
    ),
    .keyGiven: (
      "De sleutel is die van --region-key.", "The key is that of --region-key."
    ),
    .keyHome: (
      "De sleutel is die van de regio waar dit apparaat bij hoort.",
      "The key is that of the region that this device belongs to."
    ),
    .keyFile: (
      "Vergelijk de sleutel met die van de regio, en vraag die langs een andere weg dan waarlangs "
        + "dit bestand kwam. Pas dan is zeker dat het van deze regio is.",
      "Compare the key with that of the region, and ask for it in another way than this file came. "
        + "Only then is it certain that the file is of this region."
    ),
    .same: (
      "{count|# tussenstand die dit apparaat bewaarde, staat|# tussenstanden die dit apparaat "
        + "bewaarde, staan} er ook in.",
      "{count|# checkpoint that this device kept is|# checkpoints that this device kept are} in it "
        + "too."
    ),
    .keptNone: (
      "Dit apparaat bewaarde nog geen tussenstanden om mee te vergelijken.",
      "This device kept no checkpoints yet to compare with."
    ),
    .later: (
      "{count|# bewaarde tussenstand is|# bewaarde tussenstanden zijn} van na dit bestand.",
      "{count|# checkpoint that was kept is|# checkpoints that were kept are} later than this file."
    ),
    .notCompared: (
      "Wat dit apparaat bewaarde, is niet vergeleken: {reason}",
      "What this device kept was not compared: {reason}"
    ),
    .noAuditFile: (
      "{path} is geen auditbestand van een regio.", "{path} is no audit file of a region."
    ),
    .noKey: (
      "{key} is geen sleutel van een regio. Geef 64 tekens (0-9, a-f), of een bestand waar die in "
        + "staan.",
      "{key} is no key of a region. Give 64 digits (0-9, a-f), or a file that holds them."
    ),
    .needsFile: (
      "Een verslag leest het bestand meer dan één keer. Geef de naam van een bestand.",
      "A report reads the file more than once. Give the name of a file."
    ),
    .sameFile: (
      "De pagina en de tabel kunnen niet allebei in {path}.",
      "The page and the table cannot both go to {path}."
    ),
    .unverifiable: (
      "{path} klopt niet, en er is geen verslag gemaakt: {reason} Met --unverified komt er toch een, "
        + "waarop dat groot staat.",
      "{path} does not hold, and no report was made: {reason} With --unverified one is made all the "
        + "same, which says so in large letters."
    ),
    .written: (
      "Verslag van {found|# geval|# gevallen} in {path} gezet.",
      "Report of {found|# case|# cases} put in {path}."
    ),
    .writtenCSV: ("Tabel in {path} gezet.", "Table put in {path}."),
    .omitted: (
      "{count|# geval staat|# gevallen staan} er niet in: gebruik --limit om er meer te tonen.",
      "{count|# case is|# cases are} not in it: use --limit to show more."
    ),
  ]

  fileprivate static let facts: [Self: (String, String)] = [
    .made: ("gemaakt", "made"),
    .madeFor: ("{time}, voor {name}", "{time}, for {name}"),
    .regionKey: ("sleutel", "key"),
    .log: ("logboek", "log"),
    .logCounts: (
      "{entries|# regel|# regels}, {changes|# wijziging|# wijzigingen} in "
        + "{documents|# bijdrage|# bijdragen}",
      "{entries|# entry|# entries}, {changes|# change|# changes} in "
        + "{documents|# contribution|# contributions}"
    ),
    .signatures: ("ondertekend", "signed"),
    .signatureCounts: (
      "{seals} keer door apparaten, {checkpoints|# tussenstand|# tussenstanden} door de regio",
      "{seals} times by devices, {checkpoints|# checkpoint|# checkpoints} by the region"
    ),
    .conflicts: ("tegelijk", "in parallel"),
    .conflictCounts: (
      "{found} keer schreven mensen tegelijk iets anders: {rule} door een regel opgelost, {people} "
        + "door mensen, {open} nog open",
      "{found} times people wrote different things at once: {rule} settled by a rule, {people} by "
        + "people, {open} still open"
    ),
    .combined: ("samengevoegd", "put together"),
    .combinedCount: (
      "{count} keer door de regio, waar mensen tegelijk in één tekst schreven; hier nog eens "
        + "gedaan, met dezelfde uitkomst",
      "{count|once|# times} by the region, where people wrote in one text at once; done again here, "
        + "with the same outcome"
    ),
    .unproven: ("niet na te gaan", "unchecked"),
    .unprovenCount: (
      "{count} keer voegde de regio iets samen waarvan later woorden gewist zijn",
      "{count|once|# times} the region put together something of which words were erased later"
    ),
    .recovered: ("opnieuw gezegd", "said again"),
    .recoveredCount: (
      "{count|# wijziging|# wijzigingen} met wat de regio kwijt was; hoe het ontstond is weg",
      "{count|# change|# changes} with what the region had lost; how it came about is gone"
    ),
    .refused: ("geweigerd", "refused"),
    .refusedCount: ("{count|# wijziging|# wijzigingen}", "{count|# change|# changes}"),
    .restarts: ("teruggezet", "put back"),
    .restartCount: ("{count} keer", "{count|once|# times}"),
    .copies: ("gekopieerde apparaten", "copied devices"),
    .copyAdmitted: (
      "{time}: een kopie van {device} gaat verder; besloten door {decider}",
      "{time}: a copy of {device} goes on; decided by {decider}"
    ),
    .roles: ("rollen", "roles"),
    .roleGiven: (
      "{time}: {name} wordt {role}; gegeven door {decider}",
      "{time}: {name} becomes {role}; given by {decider}"
    ),
    .roleTaken: (
      "{time}: {name} gaat uit de groep; besloten door {decider}",
      "{time}: {name} leaves the group; decided by {decider}"
    ),
    .earlierRoles: ("eerder nog {count} keer", "{count|once|# times} before"),
    .decisions: ("besluiten", "decisions"),
    .decision: (
      "{time}: {what}; besloten door {decider}", "{time}: {what}; decided by {decider}"
    ),
    .deviceWithdrawn: (
      "{device} is buiten gebruik gesteld", "{device} was taken out of use"
    ),
    .deviceEmptied: (
      "{device} moet worden leeggemaakt", "{device} is to be emptied"
    ),
    .heldDismissed: (
      "een wijziging van {device} die werd vastgehouden telt niet mee, en wordt niet bewaard",
      "a change of {device} that was held does not count, and is not kept"
    ),
    .regionOpened: (
      "de regio is teruggezet zonder haar grootboek, en weer geopend",
      "the region was put back without its ledger, and opened again"
    ),
    .operatorOrElsewhere: (
      "de beheerder, of iemand die hier geen coördinator is",
      "the operator, or somebody who is no coordinator here"
    ),
    .coordinatorElsewhere: (
      "een coördinator van een andere groep", "a coordinator of another group"
    ),
    .theOperator: ("de beheerder", "the operator"),
    .elsewhere: ("de regio, of in een andere groep", "the region, or in another group"),
    .erased: ("gewist", "erased"),
    .erasure: (
      "{time}: {count|# wijziging|# wijzigingen}; gevraagd door {asker}, besloten door {decider}; "
        + "grond {ground}",
      "{time}: {count|# change|# changes}; asked for by {asker}, decided by {decider}; ground "
        + "{ground}"
    ),
    .read: ("gelezen", "read"),
    .earlierReadings: ("eerder nog {count} keer", "{count|once|# times} before"),
    .readConflicts: ("{time}: {name}, de lijst", "{time}: {name}, the list"),
    .readConflict: ("{time}: {name}, één geval", "{time}: {name}, one case"),
    .readExport: ("{time}: {name}, als bestand", "{time}: {name}, as a file"),
    .readVerification: ("{time}: {name}, om na te rekenen", "{time}: {name}, to check it"),
    .readPerson: (
      "{time}: {name}, voor iemand die vroeg wat er over hem of haar bewaard wordt",
      "{time}: {name}, for somebody who asked what is held on them"
    ),
    .nothing: ("niets", "nothing"),
    .nobody: ("door niemand", "by nobody"),
    .group: ("groep", "group"),
    .position: ("regel", "entry"),
    .contribution: ("bijdrage", "contribution"),
    .field: ("veld", "field"),
    .record: ("geval", "case"),
    .detail: ("voor wie helpt", "for who helps"),
    .lifecycle: ("verwijderen", "deletion"),
    .operator: ("de beheerder", "the operator"),
    .theRegion: ("de regio", "the region"),
    .unknownPerson: ("iemand ({id})", "somebody ({id})"),
    .somebodyElse: ("iemand van buiten", "somebody outside"),
    .and: ("en {name}", "and {name}"),
  ]
}
