/// What is said of a passphrase, and of what is locked with it.
enum LockPhrase: PhraseTable {
  case ask
  case askNew
  case askAgain
  case askBundle
  case isSet
  case changed
  case removed
  case unlocked
  case unlockedOnce
  case locked
  case remember
  case notSet
  case alreadySet
  case wrongPassphrase
  case wrongForBundle
  case damagedFile
  case newerFile
  case costlyFile
  case noMemory
  case noRegionKey
  case forRegion
  case oneReader
  case noReader
  case tooShort
  case notTheSame
  case noPassphrase
  case nobodyToAsk
  case keyFileMissing
  case secretDamaged
  case noSuchTime

  var row: (String, String) { Self.table[self] ?? ("", "") }

  private static let table: [Self: (String, String)] = [
    .ask: ("Wachtzin: ", "Passphrase: "),
    .askNew: ("Nieuwe wachtzin: ", "New passphrase: "),
    .askAgain: ("Nog een keer: ", "Once more: "),
    .askBundle: ("Wachtzin van dit bestand: ", "Passphrase of this file: "),
    .isSet: (
      "Wat op dit apparaat staat, zit nu op slot met je wachtzin.",
      "What is on this device is locked with your passphrase now."
    ),
    .changed: (
      "Je wachtzin is veranderd. De oude past niet meer.",
      "Your passphrase was changed. The old one does not fit any more."
    ),
    .removed: (
      "De wachtzin is weg. Wat op dit apparaat staat, is weer te lezen voor wie bij de bestanden kan.",
      "The passphrase is gone. What is on this device can be read again by whoever gets at its files."
    ),
    .unlocked: (
      "Van slot tot {until}. Eerder op slot doen kan met 'schakel lock'.",
      "Unlocked until {until}. Lock it sooner with 'schakel lock'."
    ),
    .unlockedOnce: (
      "De wachtzin klopt. Dit systeem heeft geen plek in het geheugen om dat te onthouden: elke opdracht "
        + "vraagt opnieuw om de wachtzin.",
      "The passphrase is right. This system has no place in memory to remember that: each command asks for "
        + "the passphrase again."
    ),
    .locked: ("Op slot.", "Locked."),
    .remember: (
      "Onthoud de wachtzin goed: zonder kan niemand hier nog bij. Wat al in de regio staat, krijg je dan "
        + "terug met een nieuwe uitnodiging; wat nog niet verzonden is, niet.",
      "Remember the passphrase well: without it nobody gets at what is here. What is in the region already "
        + "comes back with a new invitation; what was not sent does not."
    ),
    .notSet: (
      "Er is geen wachtzin. Stel er een in met 'schakel passphrase set'.",
      "There is no passphrase. Set one with 'schakel passphrase set'."
    ),
    .alreadySet: (
      "Er is al een wachtzin. Verander haar met 'schakel passphrase change'.",
      "There is a passphrase already. Change it with 'schakel passphrase change'."
    ),
    .wrongPassphrase: (
      "Die wachtzin klopt niet. Let op hoofdletters en spaties, en probeer het nog eens.",
      "That passphrase is not right. Mind capitals and spaces, and try again."
    ),
    .wrongForBundle: (
      "Die wachtzin past niet op {path}, of er is aan dat bestand iets veranderd. Probeer het nog eens, of "
        + "vraag het bestand opnieuw.",
      "That passphrase does not fit {path}, or something was changed in that file. Try again, or ask for "
        + "the file once more."
    ),
    .damagedFile: (
      "{path} is beschadigd; aan je wachtzin ligt het niet. Zet dat bestand terug uit een reservekopie.",
      "{path} is damaged; it is not your passphrase. Put that file back from a backup."
    ),
    .newerFile: (
      "{path} is gemaakt door een nieuwere versie. Werk dit programma bij.",
      "{path} was made by a newer version. Update this program."
    ),
    .costlyFile: (
      "{path} vraagt om meer geheugen dan dit programma ooit gebruikt. Vertrouw dat bestand niet, en zet "
        + "het terug uit een reservekopie.",
      "{path} asks for more memory than this program ever uses. Do not trust that file, and put it back "
        + "from a backup."
    ),
    .noMemory: (
      "Er is te weinig geheugen om de wachtzin te controleren. Sluit andere programma's en probeer het nog "
        + "eens.",
      "There is too little memory to check the passphrase. Close other programs and try again."
    ),
    .noRegionKey: (
      "Dit apparaat kent de sleutel nog niet waarmee een bestand voor de regio verzegeld wordt. Gebruik één keer "
        + "'schakel sync' met netwerk; daarna kan het ook zonder.",
      "This device does not know the key yet that seals a file for the region. Use 'schakel sync' once with "
        + "a network; after that it works without one too."
    ),
    .forRegion: (
      "{path} is verzegeld voor de regio: alleen de beheerder kan het openen, met 'schakeld bundle import'.",
      "{path} is sealed for the region: only its administrator can open it, with 'schakeld bundle import'."
    ),
    .oneReader: (
      "Kies één van de drie: --passphrase, --to-region of --plain.",
      "Choose one of the three: --passphrase, --to-region or --plain."
    ),
    .noReader: (
      "Zeg wie het bestand mag lezen: wie de wachtzin kent (--passphrase), alleen de regio (--to-region), of "
        + "iedereen die het vindt (--plain). Er is niets gemaakt.",
      "Say who may read the file: whoever knows the passphrase (--passphrase), the region alone (--to-region), "
        + "or anybody who finds it (--plain). Nothing was made."
    ),
    .tooShort: (
      "Neem een wachtzin van minstens {least} tekens, liefst een paar woorden die niet bij elkaar horen.",
      "Take a passphrase of at least {least} characters, best some words that have nothing to do with each "
        + "other."
    ),
    .notTheSame: (
      "Je typte twee verschillende wachtzinnen. Er is niets veranderd; probeer het nog eens.",
      "You typed two different passphrases. Nothing was changed; try again."
    ),
    .noPassphrase: (
      "Daar staat geen wachtzin: één regel tekst. Er is niets veranderd.",
      "There is no passphrase there: one line of text. Nothing was changed."
    ),
    .nobodyToAsk: (
      "Hier kan niemand een wachtzin typen. Geef haar in een bestand, met --passphrase-file.",
      "Nobody can type a passphrase here. Give it in a file, with --passphrase-file."
    ),
    .keyFileMissing: (
      "Wat in {home} staat, zit op slot, en passphrase.key met de sleutel ontbreekt. Zet dat bestand terug "
        + "uit een reservekopie. Er is niets veranderd.",
      "What is in {home} is locked, and passphrase.key with its key is missing. Put that file back from a "
        + "backup. Nothing was changed."
    ),
    .secretDamaged: (
      "{path} is veranderd, of hoort bij een andere sleutel. Zet bestanden terug die bij elkaar horen.",
      "{path} was changed, or belongs to another key. Put back files that belong together."
    ),
    .noSuchTime: (
      "Geef met --minutes een getal van 1 tot en met {most}.",
      "Give a number from 1 to {most} with --minutes."
    ),
  ]
}
