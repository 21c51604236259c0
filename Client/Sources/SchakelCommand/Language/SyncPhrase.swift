import SchakelStore

/// The words of synchronising.
enum SyncPhrase: PhraseTable {
  case done
  case notDone
  case waiting
  case moved
  case progress
  case again
  case stranded
  case unsendable
  case unadmitted
  case unadmittedYet
  case unadmittedOthers
  case missing
  case told
  case handedIn
  case handInFull
  case orders
  case held
  case noAccess
  case left
  case kept
  case refused
  case forked
  case putBack
  case startedOver
  case runRefused
  case keptRunDropped
  case recovered

  init(_ notice: SyncProgress.Notice) {
    switch notice {
    case .noAccess: self = .noAccess
    case .left: self = .left
    case .refused: self = .refused
    case .forked: self = .forked
    case .putBack: self = .putBack
    case .startedOver: self = .startedOver
    case .runRefused: self = .runRefused
    case .keptRunDropped: self = .keptRunDropped
    case .recovered: self = .recovered
    }
  }

  var row: (String, String) {
    switch self {
    case .done: ("Gesynchroniseerd.", "Synchronised.")
    case .notDone: ("Nog niet gesynchroniseerd.", "Not synchronised yet.")
    case .waiting:
      (
        "Nog niet gesynchroniseerd: {waiting|# wijziging wacht|# wijzigingen wachten}.",
        "Not synchronised yet: {waiting|# change waits|# changes wait}."
      )
    case .moved:
      ("{pushed} verstuurd, {news} nieuw van anderen.", "{pushed} sent, {news} new from others.")
    case .progress:
      ("{pushed} verstuurd, {news} opgehaald…", "{pushed} sent, {news} fetched…")
    case .again:
      (
        "Het is nog niet klaar. Probeer het zo opnieuw.",
        "It is not finished yet. Try again in a moment."
      )
    case .stranded: Self.strandedRow
    case .unsendable: Self.unsendableRow
    case .unadmitted: Self.unadmittedRow
    case .unadmittedYet: Self.unadmittedYetRow
    case .unadmittedOthers: Self.unadmittedOthersRow
    case .missing: Self.missingRow
    case .told: Self.toldRow
    case .handedIn: Self.handedInRow
    case .handInFull: Self.handInFullRow
    case .orders: Self.ordersRow
    case .held: Self.heldRow
    case .noAccess: Self.noAccessRow
    case .left: Self.leftRow
    case .kept: Self.keptRow
    case .refused:
      (
        "De regio nam {count|# wijziging|# wijzigingen} niet aan. De tekst is bewaard: zie "
          + "'schakel status'.",
        "The region did not accept {count|# change|# changes}. The text is kept: see "
          + "'schakel status'."
      )
    case .forked, .putBack:
      (
        "De gegevens op dit apparaat zijn een kopie of zijn teruggezet. Er is niets kwijt; het "
          + "apparaat gaat verder met een nieuw begin.",
        "The data on this device was copied or put back. Nothing is lost; the device goes on with "
          + "a new start."
      )
    case .startedOver:
      (
        "De regio is teruggezet. Alles is opnieuw vergeleken, en wat daar ontbrak is verstuurd.",
        "The region was put back. Everything was compared afresh, and what it lacked was sent."
      )
    case .runRefused:
      (
        "De regio kon een deel niet controleren. Het wordt opnieuw verstuurd.",
        "The region could not verify part of it. It is sent again."
      )
    case .keptRunDropped: Self.keptRunDroppedRow
    case .recovered: Self.recoveredRow
    }
  }
}

/// What needs more than a line.
extension SyncPhrase {
  private static let strandedRow = (
    "{count|# bijdrage staat|# bijdragen staan} in een groep waar je niet meer in zit, en "
      + "{count|kan|kunnen} van hier niet verstuurd worden. Deel wat je wilt bewaren in een "
      + "andere groep met 'schakel share', of haal het eruit met 'schakel export'.",
    "{count|# contribution is|# contributions are} in a group that you are no longer in, and "
      + "cannot be sent from here. Share what you want to keep in another group with "
      + "'schakel share', or take it out with 'schakel export'."
  )

  private static let unsendableRow = (
    "{count|# wijziging van een ander heeft|# wijzigingen van anderen heeft} de regio niet, en "
      + "{count|kan|kunnen} van dit apparaat niet verstuurd worden. Dat kan alleen het apparaat "
      + "waarop {count|die|ze} geschreven {count|is|zijn}.",
    "The region lacks {count|# change|# changes} of others, and {count|it|they} cannot be sent "
      + "from this device. Only the device that wrote {count|it|them} can do that."
  )

  private static let unadmittedRow = (
    "Dit apparaat is een kopie, of is teruggezet. Een coördinator moet ermee instemmen dat het verdergaat. "
      + "Tot dan {count|blijft # wijziging|blijven # wijzigingen} op dit apparaat, zonder dat er iets "
      + "kwijtraakt; wat anderen schrijven komt gewoon binnen. Vraag het je coördinator.",
    "This device is a copy, or was put back. A coordinator has to agree that it goes on. Until then "
      + "{count|# change stays|# changes stay} on this device, and nothing is lost; what others write "
      + "comes in as usual. Ask your coordinator."
  )

  private static let unadmittedYetRow = (
    "Dit apparaat is een kopie, of is teruggezet. Een coördinator moet ermee instemmen dat het verdergaat. "
      + "Wat je schrijft, blijft tot dan op dit apparaat; wat anderen schrijven komt gewoon binnen. Vraag "
      + "het je coördinator.",
    "This device is a copy, or was put back. A coordinator has to agree that it goes on. Until then what "
      + "you write stays on this device; what others write comes in as usual. Ask your coordinator."
  )

  private static let unadmittedOthersRow = (
    "{count|# wijziging van een ander komt|# wijzigingen van anderen komen} van een apparaat dat "
      + "gekopieerd of teruggezet is. {count|Die blijft|Ze blijven} hier tot een coördinator daarmee "
      + "instemt, en {count|gaat|gaan} dan vanzelf mee.",
    "{count|# change|# changes} of others {count|comes|come} from a device that was copied or put back. "
      + "{count|It stays|They stay} here until a coordinator agrees, and then {count|goes|go} along."
  )

  private static let recoveredRow = (
    "De regio is teruggezet, en wat er daarna geschreven is kwam niet terug. Wat daarvan op dit apparaat "
      + "staat, is van hier opnieuw verstuurd, met de naam van wie het schreef.",
    "The region was put back, and what was written after that did not come back. What this device has of "
      + "it was sent again from here, with the name of whoever wrote it."
  )

  private static let keptRunDroppedRow = (
    "Van {count|een bundel|# bundels} klopt iets niet dat tot nu toe klaarlag. Dat is niet "
      + "overgenomen; lees de bundel opnieuw in.",
    "Something of {count|a bundle|# bundles} that was kept until now is not right. It was not taken "
      + "over; read the bundle again."
  )

  private static let missingRow = (
    "Van {count|# bijdrage|# bijdragen} kwam de geschiedenis niet mee. Die wordt een "
      + "volgende keer weer gevraagd.",
    "The history of {count|# contribution|# contributions} did not come. It is asked for again "
      + "another time."
  )

  private static let toldRow = (
    "Er is iets gebeurd met {count|# ding dat|# dingen die} jij schreef: zie 'schakel status'.",
    "Something happened to {count|# thing|# things} that you wrote: see 'schakel status'."
  )

  private static let handedInRow = (
    "{count|# wijziging die hier nog stond, is|# wijzigingen die hier nog stonden, zijn} bij de regio "
      + "afgegeven. Een coördinator beslist of {count|die meetelt|die meetellen}.",
    "{count|# change that was still here was|# changes that were still here were} handed in to the "
      + "region. A coordinator decides whether {count|it counts|they count}."
  )

  private static let handInFullRow = (
    "Voor de rest van wat hier nog staat heeft de regio nu geen plaats. Het blijft op dit apparaat. Als een "
      + "coördinator over het eerste heeft beslist, kan de rest erbij: synchroniseer dan nog eens.",
    "The region has no room now for the rest of what is still here. It stays on this device. Once a "
      + "coordinator has decided on the first of it there is room for the rest: then synchronise again."
  )

  private static let ordersRow = (
    "De regio liet {count|# keer|# keer} iets wissen. Dat is nu ook van dit apparaat weg.",
    "The region had something erased {count|once|# times}. That is now gone from this device too."
  )

  private static let heldRow = (
    "{count|# wijziging|# wijzigingen} van een apparaat dat buiten gebruik is {count|wacht|wachten} op jouw "
      + "beslissing: 'schakel held list'.",
    "{count|# change|# changes} of a device that is out of use {count|waits|wait} for your decision: "
      + "'schakel held list'."
  )

  private static let noAccessRow = (
    "Je zit niet meer in {count|een van je groepen|# van je groepen}. Wat je daar schreef, "
      + "staat nog op dit apparaat.",
    "You are no longer in {count|one of your groups|# of your groups}. What you wrote there is "
      + "still on this device."
  )

  private static let leftRow = (
    "Je zit niet meer in {group}. Wat dit apparaat van die groep had, is weggehaald.",
    "You are no longer in {group}. What this device had of that group is removed."
  )

  private static let keptRow = (
    "{count|# bijdrage|# bijdragen} die je daar schreef en nog niet verstuurd had, {count|is|zijn} "
      + "bewaard: zie 'schakel status'.",
    "{count|# contribution|# contributions} that you wrote there and had not sent {count|is|are} "
      + "kept: see 'schakel status'."
  )
}
