/// What each option and argument means, in a help text.
enum OptionPhrase: PhraseTable {
  case home
  case passphraseFile
  case newPassphraseFile
  case bundlePassphrase
  case bundlePassphraseFile
  case bundleToRegion
  case bundlePlain
  case minutes
  case json
  case invitation
  case device
  case authority
  case space
  case spaceFilter
  case allConflicts
  case draft
  case yes
  case areaYear
  case draftID
  case documentID
  case set
  case add
  case remove
  case kindFilter
  case areaFilter
  case themeFilter
  case fromFilter
  case untilFilter
  case mine
  case waiting
  case drafts
  case deleted
  case limit
  case words
  case reason
  case why
  case field
  case keep
  case value
  case keepAll
  case watch
  case fetch
  case file
  case bundleFile
  case jsonlFile
  case fingerprint
  case check
  case auditFile
  case regionKey
  case htmlFile
  case csvFile
  case pageLanguage
  case caseLimit
  case unverified
  case membersSpace
  case role
  case newPerson
  case knownPerson
  case somePerson

  var row: (String, String) { Self.table[self] ?? ("", "") }

  private static let table: [Self: (String, String)] = [
    .home: ("De map waarin alles bewaard wordt.", "The folder in which everything is kept."),
    .json: ("Antwoord met één JSON-document.", "Answer with one JSON document."),
    .invitation: ("De hele regel, van schakel:1: af.", "The whole line, from schakel:1: on."),
    .device: ("Hoe je dit apparaat noemt.", "What you call this device."),
    .authority: (
      "Het bestand (PEM) van wie instaat voor de server, als de regio dat zelf doet.",
      "The file (PEM) of whoever vouches for the server, where the region does so itself."
    ),
    .space: (
      "De groep waarin je dit deelt: nummer of naam. Niet nodig als je in één groep zit.",
      "The group in which you share this: number or name. Not needed if you are in one group."
    ),
    .spaceFilter: ("Alleen uit deze groep.", "Only of this group."),
    .membersSpace: (
      "De groep: nummer of naam. Niet nodig als je in één groep zit.",
      "The group: number or name. Not needed if you are in one group."
    ),
    .role: (
      "lezer, deelnemer, coördinator of controleur.", "reader, contributor, coordinator or auditor."
    ),
    .newPerson: (
      "Hoe collega's iemand noemen die nieuw is.", "What colleagues call somebody new."
    ),
    .knownPerson: (
      "Iemand uit een van je groepen, met een eigen apparaat: nummer of naam.",
      "Somebody of one of your groups, with a device of their own: number or name."
    ),
    .somePerson: (
      "Iemand uit de groep: nummer of naam.", "Somebody of the group: number or name."
    ),
    .allConflicts: (
      "Ook wat op iemand anders wacht.", "Also what waits for somebody else."
    ),
    .draft: (
      "Bewaar het als concept: alleen op dit apparaat.",
      "Keep it as a draft: on this device only."
    ),
    .areaYear: (
      "Het jaar van de gebiedsindeling; anders dit jaar. Of schrijf WK034403/2024.",
      "The year of the division into areas; this year if not given. Or write WK034403/2024."
    ),
    .draftID: ("Het nummer van een concept.", "The number of a draft."),
    .documentID: (
      "Het nummer van een bijdrage, of een begin of eind daarvan.",
      "The number of a contribution, or how it begins or ends."
    ),
    .set: (
      "Dit veld krijgt deze waarde; leeg maakt het veld leeg.",
      "This field gets this value; nothing empties it."
    ),
    .add: ("Dit komt in de lijst erbij.", "This is added to the list."),
    .remove: ("Dit gaat uit de lijst.", "This is taken out of the list."),
    .yes: (
      "Doe het, ook als het niet terug te draaien is.", "Do it, also where it cannot be undone."
    ),
    .kindFilter: ("Alleen note, story of profile.", "Only note, story or profile."),
    .areaFilter: (
      "Alleen uit dit gebied: WK034403, of GM0344 voor de hele gemeente.",
      "Only of this area: WK034403, or GM0344 for the whole municipality."
    ),
    .themeFilter: ("Alleen met dit thema.", "Only with this theme."),
    .fromFilter: ("Alleen gezien op of na deze dag.", "Only seen on or after this day."),
    .untilFilter: ("Alleen gezien op of voor deze dag.", "Only seen on or before this day."),
    .mine: ("Alleen wat ik zelf schreef.", "Only what I wrote myself."),
    .waiting: ("Alleen wat de regio nog niet heeft.", "Only what the region does not have yet."),
    .drafts: ("Alleen concepten.", "Only drafts."),
    .deleted: ("Ook wat verwijderd is.", "Also what was deleted."),
    .limit: ("Hoeveel er hoogstens getoond worden.", "How many are shown at most."),
    .words: (
      "Woorden die er allemaal in staan, of waar een woord mee begint.",
      "Words that are all in it, or that a word begins with."
    ),
    .reason: ("Waarom; anderen kunnen dit lezen.", "Why; others can read this."),
    .why: (
      "Waarom je dit kiest; wie iets anders schreef, kan dit lezen.",
      "Why you choose this; whoever wrote something else can read it."
    ),
    .field: ("Het veld waarvan er versies zijn.", "The field that has versions."),
    .keep: (
      "Kies deze versie: het nummer uit 'schakel show'.",
      "Choose this version: its number in 'schakel show'."
    ),
    .value: (
      "Kies geen van de versies, maar dit; leeg maakt het veld leeg.",
      "Choose none of the versions, but this; nothing empties the field."
    ),
    .keepAll: ("Zet alle versies onder elkaar.", "Put all versions below each other."),
    .watch: (
      "Blijf wachten op nieuws, tot je het stopt met Ctrl-C.",
      "Go on waiting for news, until you stop it with Ctrl-C."
    ),
    .fetch: (
      "Haal ook op wat alleen de regio weet.",
      "Also fetch what only the region knows."
    ),
    .file: ("Een bestand; - is standaardinvoer.", "A file; - is standard input."),
    .bundleFile: ("Het bestand van de bundel.", "The bundle's file."),
    .fingerprint: (
      "Toon ook de vingerafdruk van alles wat hier staat: gelijk bij wie precies hetzelfde heeft.",
      "Also show the fingerprint of all that is here: equal on devices that hold the same."
    ),
    .check: (
      "Kijk ook het hele bestand na op beschadigingen. Dat kan even duren.",
      "Also check the whole file for damage. This may take a while."
    ),
    .auditFile: ("Het auditbestand van een regio.", "A region's audit file."),
    .regionKey: (
      "De sleutel van de regio: 64 tekens, of een bestand waar die in staan.",
      "The region's key: 64 digits, or a file that holds them."
    ),
    .htmlFile: ("Waar de pagina komt.", "Where the page goes."),
    .csvFile: (
      "Waar ook een tabel komt, één regel per geval.", "Where a table goes too, one row a case."
    ),
    .pageLanguage: ("De taal van de pagina.", "The language of the page."),
    .caseLimit: (
      "Hoeveel gevallen hoogstens helemaal getoond worden.", "How many cases are shown in full."
    ),
    .unverified: (
      "Maak ook een verslag van een bestand dat niet klopt. Dat staat er dan groot op.",
      "Make a report also of a file that does not hold. It then says so in large letters."
    ),
    .passphraseFile: (
      "Een bestand met je wachtzin, in plaats van haar te typen; - is standaardinvoer.",
      "A file with your passphrase, in place of typing it; - is standard input."
    ),
    .newPassphraseFile: (
      "Een bestand met je nieuwe wachtzin.", "A file with your new passphrase."
    ),
    .bundlePassphrase: (
      "Doe het bestand op slot met een wachtzin, die je dan kiest.",
      "Lock the file with a passphrase, which you choose then."
    ),
    .bundlePassphraseFile: (
      "Een bestand met de wachtzin van de bundel, in plaats van haar te typen.",
      "A file with the bundle's passphrase, in place of typing it."
    ),
    .bundleToRegion: (
      "Verzegel het bestand voor de regio: niemand anders kan het openen.",
      "Seal the file for the region: nobody else can open it."
    ),
    .bundlePlain: (
      "Laat het bestand open: wie het vindt, kan het lezen.",
      "Leave the file open: whoever finds it can read it."
    ),
    .minutes: (
      "Hoeveel minuten het van slot blijft.", "For how many minutes it stays unlocked."
    ),
    .jsonlFile: (
      "Een bestand met één JSON-object per regel; - leest wat binnenkomt.",
      "A file with one JSON object a line; - reads standard input."
    ),
  ]
}
