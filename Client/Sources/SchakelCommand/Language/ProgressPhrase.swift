/// What long work is doing, on the line that is gone when it is done.
enum ProgressPhrase: PhraseTable {
  case indexing
  case exporting
  case importing
  case fetching
  case fingerprint
  case checking
  case auditing
  case reporting
  case sealing
  case unsealing

  var row: (String, String) {
    switch self {
    case .indexing:
      (
        "Zoeken voorbereiden: nog {count|# bijdrage|# bijdragen}…",
        "Preparing searches: {count|# contribution|# contributions} to go…"
      )
    case .exporting: ("De bundel wordt gemaakt…", "The bundle is being made…")
    case .importing: ("De bundel wordt ingelezen…", "The bundle is being read…")
    case .fetching: ("De geschiedenis wordt opgehaald…", "The history is being fetched…")
    case .fingerprint:
      ("De vingerafdruk van {space} wordt gemaakt…", "The fingerprint of {space} is being made…")
    case .auditing: ("Het bestand wordt nagerekend…", "The file is being checked…")
    case .reporting: ("Het verslag wordt gemaakt…", "The report is being made…")
    case .sealing: ("Alles gaat op slot…", "Everything is being locked…")
    case .unsealing: ("Alles gaat van slot…", "Everything is being unlocked…")
    case .checking: ("Het bestand wordt nagekeken…", "The file is being checked…")
    }
  }
}
