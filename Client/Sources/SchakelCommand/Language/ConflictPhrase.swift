/// The words of what people did without knowing of each other. A sentence that begins with a name
/// begins with a capital.
enum ConflictPhrase: PhraseTable {
  case two
  case more
  case alone
  case brought
  case cleared
  case erasedWhile
  case erasedToo
  case deletedWhile
  case deletedBySame

  var row: (String, String) { Self.table[self] ?? ("", "") }

  private static let table: [Self: (String, String)] = [
    .two: (
      "{names} hebben {field} veranderd zonder dat van elkaar te weten.",
      "{names} both changed {field} while apart."
    ),
    .more: (
      "{names} hebben {field} veranderd zonder dat van elkaar te weten.",
      "{names} changed {field} while apart."
    ),
    .alone: (
      "{names} veranderde {field} op meer dan één apparaat, zonder dat het ene van het andere wist.",
      "{names} changed {field} on more than one device while these were apart."
    ),
    .brought: (
      "{names} bracht {count} versies van {field} mee.",
      "{names} brought {count} versions of {field} along."
    ),
    .cleared: (
      "{cleared} {clearedCount|maakte|maakten} {field} leeg terwijl {changed} iets anders "
        + "{changedCount|schreef|schreven}.",
      "{cleared} {clearedCount|emptied|emptied} {field} while {changed} "
        + "{changedCount|changed|changed} it."
    ),
    .erasedWhile: (
      "Wat {erased} {erasedCount|schreef|schreven}, is gewist terwijl {changed} {field} "
        + "{changedCount|veranderde|veranderden}.",
      "What {erased} {erasedCount|wrote|wrote} was erased while {changed} "
        + "{changedCount|changed|changed} {field}."
    ),
    .erasedToo: (
      "Wat {erased} {erasedCount|schreef|schreven}, is gewist.",
      "What {erased} {erasedCount|wrote|wrote} was erased."
    ),
    .deletedWhile: (
      "{deleters} {deletersCount|verwijderde|verwijderden} dit terwijl {writers} er nog in "
        + "{writersCount|schreef|schreven}.",
      "{deleters} {deletersCount|deleted|deleted} this while {writers} {writersCount|was|were} "
        + "still writing in it."
    ),
    .deletedBySame: (
      "{names} verwijderde dit op het ene apparaat en schreef er op het andere nog in.",
      "{names} deleted this on one device and still wrote in it on another."
    ),
  ]
}
