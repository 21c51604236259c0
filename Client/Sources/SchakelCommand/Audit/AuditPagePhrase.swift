/// The words of an audit's report.
enum AuditPagePhrase: PhraseTable {
  case title
  case unverifiedTitle
  case unverified
  case skip
  case contents
  case madeBy
  case footer
  case figures
  case verification
  case conflicts
  case parallel
  case howToRead
  case summary
  case median
  case noMedian
  case bySpace
  case byField
  case space
  case field
  case countFound
  case countRule
  case countPeople
  case countOpen
  case countMedian
  case none
  case refusals
  case copies
  case roles
  case roleOf
  case decisions
  case what
  case role
  case givenBy
  case noErasures
  case erasures
  case when
  case changes
  case askedBy
  case decidedBy
  case ground
  case noReadings
  case readings
  case reader
  case times
  case lastTime
  case underMinute
  case minutes
  case hours
  case days
  case holds
  case holdsOtherwise
  case fails
  case regionKey
  case checked
  case counted
  case entries
  case seals
  case checkpoints
  case refused
  case erased
  case devices
  case key
  case device
  case noConflicts
  case omittedConflicts
  case stateOpen
  case stateRule
  case statePeople
  case whichCase
  case events
  case versions
  case whoKnew
  case found
  case foundAlone
  case foundDeletion
  case joined
  case reopened
  case takenBack
  case takenBackBecause
  case erasedEvent
  case settledByRule
  case settledByEdit
  case chose
  case choseOwn
  case choseNew
  case noReason
  case version
  case writtenAt
  case receivedAt
  case byDevice
  case hadSeen
  case hadSeenNothing
  case seenOf
  case erasedAt
  case wasErased
  case isMissing
  case emptied
  case made
  case deleted
  case restored
  case changed
  case drawingSummary
  case omittedChanges
  case changesTable
  case number
  case whatHappened
  case knewDirectly
  case knewNothing
  case meaning
  case versionMark
  case versionApart
  case settlingMark
  case settlingLabel
  case noParallel
  case parallelAbout
  case parallelTable
  case contribution
  case foundAt
  case authors
  case how
  case byRule
  case writtenOver
  case byLatest
  case byStrictest
  case byUnion
  case byPerson
  case bySame
  case omittedParallel
  case helpDetected
  case helpMarks
  case helpDrawing
  case helpClocks
  case helpLimits

  var row: (String, String) {
    for table in Self.tables {
      if let row = table[self] { return row }
    }
    return ("", "")
  }

  private static let tables = [
    pageRows, figuresRows, verificationRows, casesRows, drawingRows, parallelRows, helpRows,
  ]
}
