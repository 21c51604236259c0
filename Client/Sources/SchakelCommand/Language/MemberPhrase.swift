/// The words of who is in a group, and who lets somebody in.
enum MemberPhrase: PhraseTable {
  case alone
  case person
  case role
  case giver
  case you
  case given
  case known
  case gone
  case wasGone
  case nameOrPerson
  case unknownRole
  case badName
  case unknownPerson
  case severalPeople
  case coordinatorsOnly
  case unseen
  case alreadyIn
  case lastCoordinator
  case tooMany
  case olderRegion
  case narrow

  var row: (String, String) { Self.table[self] ?? ("", "") }

  private static let table: [Self: (String, String)] = [
    .alone: (
      "Van {space} weet dit apparaat nog niet wie erin zit: synchroniseer eerst ('schakel sync').",
      "This device does not know yet who is in {space}: synchronise first ('schakel sync')."
    ),
    .person: ("nummer", "number"),
    .role: ("rol", "role"),
    .giver: ("gegeven door", "given by"),
    .you: ("{name} (jij)", "{name} (you)"),
    .given: ("{name} is voortaan {role} in {space}.", "{name} is {role} in {space} from now on."),
    .known: ("{name} was al {role} in {space}.", "{name} was {role} in {space} already."),
    .gone: ("{name} zit niet meer in {space}.", "{name} is no longer in {space}."),
    .wasGone: ("{name} zat al niet meer in {space}.", "{name} was out of {space} already."),
    .nameOrPerson: (
      "Zeg wie: --name voor iemand die nieuw is, of --person voor iemand uit een van je groepen.",
      "Say who: --name for somebody new, or --person for somebody of one of your groups."
    ),
    .unknownRole: (
      "Een rol is lezer, deelnemer, coördinator of controleur. Uit de groep halen doe je met 'schakel "
        + "member remove'.",
      "A role is reader, contributor, coordinator or auditor. Take somebody out of the group with "
        + "'schakel member remove'."
    ),
    .badName: (
      "Een naam is niet leeg, en niet langer dan {count} bytes (een letter met een accent telt voor twee).",
      "A name is not empty, and no longer than {count} bytes (a letter with an accent counts for two)."
    ),
    .unknownPerson: (
      "Niemand in je groepen heet {name}. 'schakel member list' toont wie er zijn.",
      "Nobody in your groups is called {name}. 'schakel member list' shows who there is."
    ),
    .severalPeople: (
      "Meer mensen heten {name}. Typ een van hun nummers: {ids}.",
      "Several people are called {name}. Type one of their numbers: {ids}."
    ),
    .coordinatorsOnly: (
      "Alleen een coördinator van {space} kan dat. Vraag het er een.",
      "Only a coordinator of {space} can do that. Ask one."
    ),
    .unseen: (
      "De regio kent in je groepen niemand met dat nummer en een eigen apparaat. Nodig iemand die nieuw is uit "
        + "met --name; voor een ander apparaat van iemand die er al is, vraag de beheerder.",
      "The region knows nobody in your groups with that number and a device of their own. Invite somebody new "
        + "with --name; for another device of somebody who is there already, ask the operator."
    ),
    .alreadyIn: (
      "Die zit al in {space}. Geef een andere rol met 'schakel member set'.",
      "They are in {space} already. Give another role with 'schakel member set'."
    ),
    .lastCoordinator: (
      "Dat is de laatste coördinator van {space}. Maak eerst iemand anders coördinator.",
      "That is the last coordinator of {space}. Make somebody else a coordinator first."
    ),
    .tooMany: (
      "Je hebt deze week zoveel uitnodigingen gemaakt als mag. Wacht tot de eerste verlopen is, of vraag de "
        + "beheerder.",
      "You made as many invitations this week as one may. Wait until the first is over, or ask the operator."
    ),
    .olderRegion: (
      "De server van de regio is te oud om dit van een apparaat te doen. Vraag de beheerder: die doet het met "
        + "schakeld, of zet een nieuwere versie neer.",
      "The region's server is too old to do this from a device. Ask the operator, who does it with schakeld "
        + "or puts a newer version there."
    ),
    .narrow: (
      "Voor een QR-code moet het venster {count} tekens breed zijn.",
      "For a QR code the window must be {count} columns wide."
    ),
  ]
}
