/// Why something did not happen, and what to do about it.
enum ErrorPhrase: PhraseTable {
  case noHome
  case noUserFolder
  case homeNotMade
  case homeOpen
  case notEnrolled
  case unknownDocument
  case severalDocuments
  case unknownSpace
  case severalSpaces
  case noSpace
  case mayNotWrite
  case mayOnlyRead
  case mayNotPublish
  case awaitsChoice
  case deleted
  case notDeleted
  case changedTwice
  case takesOneValue
  case needsConsent
  case erasesForAll
  case empty
  case alreadyShared
  case alreadyThere
  case unknownField
  case noSet
  case isSet
  case noEdit
  case noChoice
  case noVersion
  case oneChoice
  case mayNotSettle
  case needsReason
  case nothingToUndo
  case undoLifecycle
  case needsHistory
  case badAssignment
  case refused
  case otherPerson
  case notABundle
  case bundleTooLarge
  case otherSpacesBundle
  case newerBundle
  case fromRegionOdd
  case diskFull
  case readOnly
  case readOnlyDisk
  case busy
  case damaged
  case locked
  case otherKey
  case halfSealed
  case notADatabase
  case newerDatabase
  case diskError
  case databaseOther
  case secretOpen
  case secretForeign
  case secretUnreadable
  case secretUnwritable
  case fileUnreadable
  case fileUnwritable
  case fileExists
  case outputUnwritable
  case internalError

  var row: (String, String) { Self.table[self] ?? ("", "") }

  private static let table: [Self: (String, String)] = [
    .noHome: (
      "In {home} staat nog niets. Begin met 'schakel enrol' en je uitnodiging, of schrijf iets op.",
      "There is nothing in {home} yet. Begin with 'schakel enrol' and your invitation, or write "
        + "something down."
    ),
    .noUserFolder: (
      "Zeg met --home in welke map alles bewaard wordt.",
      "Say with --home in which folder everything is kept."
    ),
    .homeNotMade: (
      "De map {home} kan niet gemaakt worden: {reason}. Kies met --home een andere map.",
      "The folder {home} cannot be made: {reason}. Choose another with --home."
    ),
    .homeOpen: (
      "Anderen op deze computer kunnen bij wat in {home} staat, en dat is niet te veranderen: {reason}. "
        + "Kies met --home een andere map.",
      "Others on this computer can get at what is in {home}, and that cannot be changed: {reason}. Choose "
        + "another folder with --home."
    ),
    .otherPerson: (
      "Dit apparaat is van iemand anders. Kies met --home een andere map voor een tweede persoon.",
      "This device belongs to somebody else. Choose another folder with --home for a second "
        + "person."
    ),
    .notEnrolled: (
      "Dit apparaat is nog niet aangemeld. Vraag een uitnodiging en gebruik 'schakel enrol'.",
      "This device is not enrolled yet. Ask for an invitation and use 'schakel enrol'."
    ),
    .erasesForAll: (
      "Als je de toestemming voor {title} intrekt, wordt dit profiel gewist: op dit apparaat, bij de regio en "
        + "bij iedereen. Dat is niet terug te draaien. Er is nog niets veranderd. Weet je het zeker? Geef "
        + "dezelfde opdracht dan met --yes.",
      "If you withdraw the consent for {title}, this profile is erased: on this device, at the region and for "
        + "everybody. That cannot be undone. Nothing has changed yet. Are you sure? Then give the same command "
        + "with --yes."
    ),
    .unknownDocument: (
      "Er is hier geen bijdrage met nummer {id}. Zoek haar op met 'schakel list' of "
        + "'schakel search'.",
      "There is no contribution with number {id} here. Look it up with 'schakel list' or "
        + "'schakel search'."
    ),
    .severalDocuments: (
      "{id} past bij meer dan één nummer: {ids}. Typ er meer van.",
      "{id} fits more than one number: {ids}. Type more of it."
    ),
    .unknownSpace: (
      "Je bent geen lid van een groep {space}. Je groepen: {spaces}.",
      "You are in no group {space}. Your groups: {spaces}."
    ),
    .severalSpaces: (
      "Zeg met --space in welke groep dit komt: {spaces}.",
      "Say with --space which group this is for: {spaces}."
    ),
    .noSpace: (
      "Je zit nog in geen groep. Vraag een uitnodiging en gebruik 'schakel enrol'.",
      "You are in no group yet. Ask for an invitation and use 'schakel enrol'."
    ),
    .mayNotWrite: (
      "In {space} mag je lezen en niet schrijven. Bewaar het met --draft als concept.",
      "In {space} you may read and not write. Keep it as a draft with --draft."
    ),
    .mayOnlyRead: (
      "In deze groep mag je lezen en niet schrijven. Vraag je coördinator om schrijfrecht.",
      "In this group you may read and not write. Ask your coordinator for the right to write."
    ),
    .mayNotPublish: (
      "Iedereen laten meelezen mag alleen een coördinator. Kies 'region', 'team' of 'own', of vraag je "
        + "coördinator.",
      "Only a coordinator may let everybody see this. Choose 'region', 'team' or 'own', or ask your "
        + "coordinator."
    ),
    .awaitsChoice: (
      "Van '{field}' zijn er verschillende versies, door verschillende mensen geschreven. Die "
        + "keuze komt eerst: zie 'schakel conflicts'.",
      "There are different versions of '{field}', written by different people. That choice comes "
        + "first: see 'schakel conflicts'."
    ),
    .deleted: (
      "Deze bijdrage is verwijderd. Haal haar eerst terug met 'schakel restore' en haar nummer.",
      "This contribution was deleted. Bring it back first with 'schakel restore' and its number."
    ),
    .notDeleted: ("Deze bijdrage is niet verwijderd.", "This contribution is not deleted."),
    .changedTwice: ("Verander '{field}' één keer tegelijk.", "Change '{field}' once at a time."),
    .takesOneValue: ("In '{field}' past één waarde.", "There is room for one value in '{field}'."),
    .needsConsent: (
      "Een profiel gaat over iemand. Deel het pas als diegene ja heeft gezegd: --consent gegeven. "
        + "Tot dan blijft het een concept.",
      "A profile is about a person. Share it only after that person has said yes: --consent "
        + "given. Until then it stays a draft."
    ),
    .empty: (
      "Er staat nog niets in. Geef een titel, bijvoorbeeld: --title \"Bankje bij de speeltuin\".",
      "There is nothing in it yet. Give a title, for example: --title \"Bench by the playground\"."
    ),
    .alreadyShared: (
      "Deze bijdrage staat al in {space}.", "This contribution is in {space} already."
    ),
    .alreadyThere: (
      "Er is al een bijdrage met nummer {id}.",
      "There is a contribution with number {id} already."
    ),
    .unknownField: (
      "Een {kind} heeft geen veld '{field}'. Kies uit: {fields}.",
      "A {kind} has no field '{field}'. Choose from: {fields}."
    ),
    .noSet: (
      "In '{field}' past één waarde: gebruik --set.",
      "There is room for one value in '{field}': use --set."
    ),
    .isSet: (
      "'{field}' is een lijst: gebruik --add en --remove.",
      "'{field}' is a list: use --add and --remove."
    ),
    .noChoice: (
      "Bij '{field}' is geen keuze nodig. Wel bij: {fields}.",
      "'{field}' needs no choice. These do: {fields}."
    ),
    .noVersion: (
      "Die versie van '{field}' is er niet. Kies een nummer van 1 tot en met {count}.",
      "There is no such version of '{field}'. Choose a number from 1 to {count}."
    ),
    .oneChoice: (
      "Kies één ding: --keep nummer, --value waarde of --keep-all.",
      "Choose one thing: --keep number, --value value or --keep-all."
    ),
    .mayNotSettle: (
      "Wie een van de versies van '{field}' schreef maakt deze keuze, of een coördinator. Vraag het "
        + "een van hen.",
      "Who wrote one of the versions of '{field}' makes this choice, or a coordinator. Ask one of "
        + "them."
    ),
    .needsReason: (
      "Zeg waarom, met --reason: wie iets anders schreef, wil dat weten.",
      "Say why, with --reason: whoever wrote something else will want to know."
    ),
    .undoLifecycle: (
      "Het laatste was verwijderen of terughalen. Daarvoor zijn 'schakel restore {id}' en "
        + "'schakel delete {id}'.",
      "The last thing was taking it away or bringing it back. For that there are 'schakel restore "
        + "{id}' and 'schakel delete {id}'."
    ),
    .needsHistory: (
      "Wat er eerder stond, is niet op dit apparaat. Haal het op met "
        + "'schakel history {id} --fetch', en probeer het dan opnieuw.",
      "What was there before is not on this device. Fetch it with 'schakel history {id} --fetch', "
        + "and try again."
    ),
    .nothingToUndo: (
      "Er is aan deze bijdrage niets veranderd dat hier bekend is. Weghalen kan met "
        + "'schakel delete {id}'.",
      "Nothing was changed in this contribution that is known here. Take it away with "
        + "'schakel delete {id}'."
    ),
    .noEdit: (
      "Zeg wat er verandert: --set veld=waarde, --add veld=woord of --remove veld=woord.",
      "Say what changes: --set field=value, --add field=word or --remove field=word."
    ),
    .badAssignment: (
      "'{text}' heeft geen =. Schrijf het veld, dan = en dan de waarde: title=Bankje.",
      "There is no = in '{text}'. Write the field, then =, then the value: title=Bench."
    ),
    .refused: ("Dit kan niet in '{field}': {reason}.", "This cannot be in '{field}': {reason}."),
    .diskFull: (
      "De schijf is vol. Maak ruimte en probeer het opnieuw; wat bewaard was, is er nog.",
      "The disk is full. Make room and try again; what was kept is still there."
    ),
    .readOnly: (
      "In {home} mag niet geschreven worden. Geef jezelf daar schrijfrecht.",
      "{home} cannot be written to. Give yourself the right to write there."
    ),
    .readOnlyDisk: (
      "De schijf van {home} neemt geen wijzigingen meer aan. Start dit apparaat opnieuw of laat de schijf "
        + "nakijken; wat bewaard was, is er nog.",
      "The disk of {home} takes no changes any more. Restart this device or have the disk checked; what "
        + "was kept is still there."
    ),
    .busy: (
      "Een ander programma is hier aan het schrijven. Probeer het zo opnieuw.",
      "Another program is writing here. Try again in a moment."
    ),
    .damaged: (
      "De gegevens in {home} zijn beschadigd. Maak eerst een kopie van die map en vraag hulp; "
        + "wat gesynchroniseerd was, komt van de regio terug.",
      "The data in {home} is damaged. First make a copy of that folder and ask for help; what "
        + "was synchronised comes back from the region."
    ),
    .locked: (
      "Wat hier staat, zit op slot. Haal het van slot met 'schakel unlock'.",
      "What is here is locked. Unlock it with 'schakel unlock'."
    ),
    .otherKey: (
      "Wat hier staat, is met een andere sleutel op slot gedaan dan in passphrase.key staat. Zet "
        + "bestanden terug die bij elkaar horen. Er is niets veranderd.",
      "What is here was locked with another key than the one in passphrase.key. Put back files that "
        + "belong together. Nothing was changed."
    ),
    .halfSealed: (
      "Wat hier staat, gaat net op slot, of juist van slot. Probeer het zo nog eens.",
      "What is here is just being locked, or the reverse. Try again in a moment."
    ),
    .notADatabase: (
      "Het bestand replica.sqlite in {home} is niet van dit programma. Het is niet aangeraakt. "
        + "Kies met --home een andere map.",
      "The file replica.sqlite in {home} is not of this program. It was not touched. Choose "
        + "another folder with --home."
    ),
    .newerDatabase: (
      "De gegevens in {home} zijn van een nieuwere versie van dit programma. Werk het bij; er is "
        + "niets veranderd.",
      "The data in {home} is of a newer version of this program. Upgrade it; nothing was changed."
    ),
    .diskError: (
      "De schijf geeft een fout. Wat bewaard was, is er nog. Kijk de schijf na.",
      "The disk reports an error. What was kept is still there. Have the disk checked."
    ),
    .databaseOther: (
      "Bewaren of lezen in {home} lukte niet: {reason}",
      "Keeping or reading in {home} did not work: {reason}"
    ),
    .internalError: (
      "Er ging iets mis dat niet mis hoort te gaan: {reason}",
      "Something went wrong that should not: {reason}"
    ),
    .secretOpen: (
      "Anderen kunnen {path} lezen. Typ: chmod 600 {path}, en meld dit apparaat opnieuw aan.",
      "Others can read {path}. Type: chmod 600 {path}, and enrol this device again."
    ),
    .secretForeign: (
      "{path} is niet van dit programma. Zet het ergens anders neer.",
      "{path} is not of this program. Put it somewhere else."
    ),
    .secretUnreadable: (
      "{path} kan niet gelezen worden: {reason}.", "{path} cannot be read: {reason}."
    ),
    .fileUnreadable: (
      "{path} kan niet gelezen worden: {reason}.", "{path} cannot be read: {reason}."
    ),
    .secretUnwritable: (
      "{path} kan niet geschreven worden: {reason}.", "{path} cannot be written: {reason}."
    ),
    .fileUnwritable: (
      "{path} kan niet geschreven worden: {reason}.", "{path} cannot be written: {reason}."
    ),
    .outputUnwritable: (
      "Niet alles kon geschreven worden: {reason}.", "Not all could be written: {reason}."
    ),
    .fileExists: (
      "{path} bestaat al. Kies een andere naam.",
      "{path} exists already. Choose another name."
    ),
    .bundleTooLarge: (
      "{path}: een bundel is hoogstens {most} MB, en deze is {size} MB of meer. Gebruik "
        + "'schakel sync'.",
      "{path}: a bundle has at most {most} MB, and this one has {size} MB or more. Use "
        + "'schakel sync'."
    ),
    .notABundle: (
      "{path} is geen bundel, of is niet heel.",
      "{path} is no bundle, or is not whole."
    ),
    .otherSpacesBundle: (
      "Deze bundel is voor een groep waar je geen lid van bent.",
      "This bundle is for a group that you are not in."
    ),
    .newerBundle: (
      "In deze bundel staat iets dat dit programma niet kan lezen. Werk het bij, of vraag een "
        + "nieuwe bundel.",
      "There is something in this bundle that this program cannot read. Upgrade it, or ask for a "
        + "new bundle."
    ),
    .fromRegionOdd: (
      "Wat de regio stuurde klopt niet. Er is niets van overgenomen. Probeer het later opnieuw.",
      "What the region sent does not hold together. None of it was taken over. Try again later."
    ),
  ]
}
