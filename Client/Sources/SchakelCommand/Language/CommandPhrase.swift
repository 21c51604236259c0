/// What each command is for, in its help.
enum CommandPhrase: PhraseTable {
  case root
  case enrol
  case note
  case story
  case profile
  case add
  case share
  case edit
  case list
  case show
  case search
  case history
  case conflicts
  case resolve
  case undo
  case status
  case delete
  case restore
  case sync
  case held
  case heldList
  case heldRelease
  case heldDismiss
  case invite
  case member
  case memberList
  case memberSet
  case memberRemove
  case tray
  case trayList
  case trayDiscard
  case authority
  case authorityShow
  case authoritySet
  case authorityRemove
  case bundle
  case bundleExport
  case bundleImport
  case `import`
  case export
  case audit
  case auditVerify
  case auditReport
  case passphrase
  case passphraseSet
  case passphraseChange
  case passphraseRemove
  case unlock
  case lock
  case fieldsTitle
  case examples
  case fieldOptions

  var row: (String, String) { Self.table[self] ?? ("", "") }

  private static let table: [Self: (String, String)] = [
    .root: (
      "Schrijf op wat je in de wijk ziet en leert, ook zonder netwerk, en deel het in je regio.",
      "Write down what you see and learn in the neighbourhood, also without a network, and share "
        + "it in your region."
    ),
    .enrol: (
      "Meld dit apparaat aan met een uitnodiging. Hiervoor is één keer netwerk nodig.",
      "Enrol this device with an invitation. This takes a network, once."
    ),
    .note: ("Veldnotities.", "Field notes."),
    .story: (
      "Succesverhalen, en missers: verhalen met een andere uitkomst.",
      "Success stories, and failures: stories with another outcome."
    ),
    .profile: (
      "Schakelaarprofielen: wie mensen met elkaar verbindt.",
      "Connector profiles: who links people."
    ),
    .add: ("Schrijf iets nieuws op.", "Write down something new."),
    .share: (
      "Deel een concept in een groep. Wat al gedeeld is, komt er als kopie bij.",
      "Share a draft in a group. What is shared already gets a copy there."
    ),
    .edit: ("Verander een bijdrage of een concept.", "Change a contribution or a draft."),
    .list: ("Toon de bijdragen op dit apparaat.", "Show the contributions on this device."),
    .show: ("Toon één bijdrage helemaal.", "Show one contribution in full."),
    .search: (
      "Zoek in alle bijdragen op dit apparaat.", "Search all contributions on this device."
    ),
    .history: (
      "Toon wie wat wanneer aan een bijdrage veranderde.",
      "Show who changed what in a contribution, and when."
    ),
    .conflicts: (
      "Toon wat op jouw keuze wacht: waar mensen tegelijk iets anders schreven.",
      "Show what waits for your choice: where people wrote different things at the same time."
    ),
    .resolve: (
      "Maak de keuze waar mensen tegelijk iets anders schreven.",
      "Make the choice where people wrote different things at the same time."
    ),
    .undo: (
      "Maak de laatste verandering van een bijdrage ongedaan.",
      "Take back the last change of a contribution."
    ),
    .status: (
      "Toon of alles gesynchroniseerd is, en wat er nog wacht.",
      "Show whether everything is synchronised, and what still waits."
    ),
    .delete: ("Verwijder een bijdrage of een concept.", "Delete a contribution or a draft."),
    .restore: ("Haal een verwijderde bijdrage terug.", "Bring a deleted contribution back."),
    .sync: (
      "Stuur naar de regio wat daar nog niet is, en haal op wat hier nog niet is.",
      "Send the region what it does not have, and fetch what is not here."
    ),
    .held: (
      "Bekijk wat apparaten inleverden die al buiten gebruik waren, en beslis erover (voor coördinatoren).",
      "Look at what devices handed in that were out of use already, and decide on it (for coordinators)."
    ),
    .heldList: (
      "Toon wat er wacht.",
      "Show what waits."
    ),
    .heldRelease: (
      "Laat het alsnog meetellen, op jouw naam en met wie het schreef erbij.",
      "Let it count after all, in your name and with who wrote it."
    ),
    .heldDismiss: (
      "Laat het gaan: de regio bewaart het niet langer.",
      "Let it go: the region keeps it no longer."
    ),
    .invite: (
      "Nodig iemand uit in een groep (voor coördinatoren). Geeft één regel: de uitnodiging, één keer en een week goed.",
      "Invite somebody to a group (for coordinators). Prints one line: the invitation, good once and for a week."
    ),
    .member: (
      "Toon wie er in een groep zit, en geef iemand een andere rol (voor coördinatoren).",
      "Show who is in a group, and give somebody another role (for coordinators)."
    ),
    .memberList: (
      "Toon wie er in een groep zit, met welke rol, en van wie die komt.",
      "Show who is in a group, with which role, and who gave it."
    ),
    .memberSet: (
      "Geef iemand uit een groep een andere rol. Het logboek zegt van wie die komt.",
      "Give somebody of a group another role. The log says who gave it."
    ),
    .memberRemove: (
      "Haal iemand uit een groep. Wat er geschreven is, blijft.",
      "Take somebody out of a group. What was written stays."
    ),
    .tray: (
      "Wat de regio niet aannam van wat je schreef, of nooit kreeg.",
      "What the region did not accept of what you wrote, or never got."
    ),
    .trayList: (
      "Toon wat er ligt, met alles wat erin staat.", "Show what lies there, with all that it says."
    ),
    .trayDiscard: (
      "Gooi weg wat er van een bijdrage ligt. Het staat nergens anders.",
      "Throw away what lies there of a contribution. It is nowhere else."
    ),
    .authority: (
      "Wie instaat voor de server van de regio.", "Who vouches for the region's server."
    ),
    .authorityShow: ("Toon wie instaat voor de server.", "Show who vouches for the server."),
    .authoritySet: (
      "Laat voortaan alleen dit bestand instaan voor de server, als de regio een nieuw geeft.",
      "Have this file alone vouch for the server from now on, when the region gives a new one."
    ),
    .authorityRemove: (
      "Laat voortaan instaan voor de server wie dit systeem vertrouwt.",
      "Have those whom this system trusts vouch for the server from now on."
    ),
    .bundle: (
      "Bijdragen in een bestand, om zonder netwerk door te geven.",
      "Contributions in a file, to pass on without a network."
    ),
    .bundleExport: ("Maak een bundel van een groep.", "Make a bundle of a group."),
    .bundleImport: (
      "Lees een bundel in. Twee keer inlezen kan geen kwaad.",
      "Read a bundle. Reading it twice does no harm."
    ),
    .passphrase: (
      "De wachtzin waarmee op slot zit wat op dit apparaat staat.",
      "The passphrase that locks what is on this device."
    ),
    .passphraseSet: (
      "Doe op slot wat op dit apparaat staat, met een wachtzin die je kiest.",
      "Lock what is on this device, with a passphrase that you choose."
    ),
    .passphraseChange: ("Verander je wachtzin.", "Change your passphrase."),
    .passphraseRemove: (
      "Haal de wachtzin weg, en alles van slot.", "Take the passphrase away, and unlock everything."
    ),
    .unlock: (
      "Haal een tijdje van slot wat op dit apparaat staat.",
      "Unlock what is on this device for a while."
    ),
    .lock: (
      "Doe weer op slot wat op dit apparaat staat.", "Lock what is on this device again."
    ),
    .import: (
      "Lees bijdragen in uit een bestand met één JSON-object per regel. Opnieuw inlezen maakt "
        + "niets dubbel.",
      "Read contributions from a file with one JSON object a line. Reading it again doubles "
        + "nothing."
    ),
    .export: (
      "Schrijf alle bijdragen als JSON, één object per regel.",
      "Write all contributions as JSON, one object a line."
    ),
    .audit: (
      "Reken na wat een regio van haar verleden zegt, in een bestand dat zij daarvoor maakt.",
      "Check what a region says of its past, in a file that it makes for this."
    ),
    .auditVerify: (
      "Reken een auditbestand helemaal na. Dat kan zonder netwerk en zonder je aan te melden.",
      "Check an audit file from end to end. This needs no network, and no enrolment."
    ),
    .auditReport: (
      "Maak een verslag van waar mensen tegelijk iets anders schreven, en hoe dat is opgelost.",
      "Make a report of where people wrote different things at once, and how that was settled."
    ),
    .fieldsTitle: ("Velden", "Fields"),
    .examples: ("Voorbeelden:", "Examples:"),
    .fieldOptions: ("opties van de velden", "options of the fields"),
  ]
}
