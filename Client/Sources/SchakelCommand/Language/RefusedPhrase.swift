import SchakelCore

/// Why the region gave a change no effect.
enum RefusedPhrase: PhraseTable {
  case unreadable
  case notAllowed
  case tooLarge
  case contradictory
  case documentExists
  case wrongAuthor
  case otherSpace
  case held
  case withdrawn
  case released
  case givenOutTwice
  case leftSpace

  init(_ reason: VoidReason) {
    switch reason {
    case .unreadable: self = .unreadable
    case .notAllowed: self = .notAllowed
    case .tooLarge: self = .tooLarge
    case .contradictory: self = .contradictory
    case .documentExists: self = .documentExists
    case .wrongAuthor: self = .wrongAuthor
    case .otherSpace: self = .otherSpace
    case .held: self = .held
    case .withdrawn: self = .withdrawn
    case .released: self = .released
    }
  }

  var row: (String, String) {
    switch self {
    case .unreadable: ("de regio kon het niet lezen", "the region could not read it")
    case .notAllowed:
      (
        "je mocht in deze groep niet schrijven",
        "you were not allowed to write in this group"
      )
    case .tooLarge: ("het was te groot", "it was too large")
    case .contradictory:
      ("het sprak iets eerders tegen", "it contradicted something earlier")
    case .documentExists: ("deze bijdrage was er al", "this contribution was there already")
    case .wrongAuthor: ("het stond op naam van iemand anders", "it was in somebody else's name")
    case .otherSpace:
      ("de bijdrage hoort bij een andere groep", "the contribution belongs to another group")
    case .held:
      (
        "het apparaat was al buiten gebruik gesteld; een coördinator kan het alsnog vrijgeven",
        "the device had been taken out of use; a coordinator may still release it"
      )
    case .withdrawn:
      ("het was weggehaald voor het verstuurd werd", "it was taken back before it was sent")
    case .released:
      ("het was al eerder vrijgegeven", "it had been released before")
    case .leftSpace: ("je zit niet meer in deze groep", "you are no longer in this group")
    case .givenOutTwice:
      (
        "de gegevens op dit apparaat waren een kopie of teruggezet",
        "the data on this device had been copied or put back"
      )
    }
  }
}
