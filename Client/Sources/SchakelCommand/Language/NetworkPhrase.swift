import SchakelSync

/// Why the region could not be reached. Whatever it is, everything is still on the device.
enum NetworkPhrase: PhraseTable {
  case unreachable
  case timedOut
  case interrupted
  case busy
  case serverError
  case tokenRefused
  case tokenExpired
  case tooLarge
  case badAddress
  case forbidden
  case deviceRevoked
  case wipeRefused
  case wiped
  case wipedUnheard
  case upgradeRequired
  case serverOutdated
  case requestRefused
  case redirected
  case notSchakel
  case protocolViolation
  case certificate
  case clockBehind
  case clockAhead
  case certificateExpired
  case certificateNotYetValid
  case unknownIssuer
  case wrongName
  case noAuthority
  case cancelled
  case stalled
  case invitationOdd
  case invitationNewer
  case invitationDamaged
  case invitationUsed
  case replicaTaken

  init(_ failure: TransportFailure) {
    switch failure.code {
    case .unreachable: self = .unreachable
    case .timedOut: self = .timedOut
    case .interrupted: self = .interrupted
    case .busy: self = .busy
    case .serverError: self = .serverError
    case .tokenRefused: self = .tokenRefused
    case .tokenExpired: self = .tokenExpired
    case .tooLarge: self = .tooLarge
    case .badAddress: self = .badAddress
    case .forbidden: self = .forbidden
    case .deviceRevoked: self = .deviceRevoked
    // Whoever could obey did, and says so itself.
    case .deviceWiped: self = .wipeRefused
    case .upgradeRequired: self = .upgradeRequired
    case .serverOutdated: self = .serverOutdated
    case .requestRefused: self = .requestRefused
    case .redirected: self = .redirected
    case .notSchakel: self = .notSchakel
    case .protocolViolation: self = .protocolViolation
    case .certificate: self = failure.certificate.map(Self.init) ?? .certificate
    case .cancelled: self = .cancelled
    }
  }

  private init(_ fault: CertificateFault) {
    switch fault {
    case .clockBehind: self = .clockBehind
    case .clockAhead: self = .clockAhead
    case .expired: self = .certificateExpired
    case .notYetValid: self = .certificateNotYetValid
    case .unknownIssuer: self = .unknownIssuer
    case .wrongName: self = .wrongName
    }
  }

  var row: (String, String) { Self.table[self] ?? ("", "") }

  private static let table: [Self: (String, String)] = [
    .unreachable: ("Er is geen verbinding met de regio.", "The region cannot be reached."),
    .timedOut: ("De regio antwoordt niet op tijd.", "The region does not answer in time."),
    .interrupted: ("De verbinding brak af.", "The connection broke off."),
    .busy: ("De regio heeft het druk. Probeer het later.", "The region is busy. Try again later."),
    .serverError: (
      "Bij de regio ging iets mis. Probeer het later.",
      "Something went wrong at the region. Try again later."
    ),
    .tokenRefused: (
      "De regio kent dit apparaat niet meer. Vraag een nieuwe uitnodiging en gebruik "
        + "'schakel enrol'. Alles blijft op dit apparaat staan.",
      "The region does not know this device any more. Ask for a new invitation and use "
        + "'schakel enrol'. Everything stays on this device."
    ),
    .tokenExpired: (
      "De toegang van dit apparaat tot de regio is verlopen, en vernieuwen lukte niet. Kijk of er op dit "
        + "apparaat ruimte is en of de map te schrijven is, en probeer het opnieuw. Er gaat niets verloren.",
      "This device's access to the region has come to its end, and could not be renewed. See whether this "
        + "device has room and its folder can be written, and try again. Nothing is lost."
    ),
    .tooLarge: (
      "De regio neemt zoveel niet in één keer aan. Meld dit bij je beheerder.",
      "The region does not take that much at once. Tell your administrator."
    ),
    .badAddress: (
      "Naar dit adres wordt niets gestuurd: de verbinding is niet versleuteld (https), of er zit "
        + "een proxy tussen. Vraag een nieuwe uitnodiging.",
      "Nothing is sent to this address: the connection is not encrypted (https), or a proxy is in "
        + "between. Ask for a new invitation."
    ),
    .forbidden: ("De regio staat dit niet toe.", "The region does not allow this."),
    .deviceRevoked: (
      "De beheerder heeft dit apparaat buiten gebruik gesteld: het krijgt niets meer van de regio. Wat "
        + "hier staat blijft staan; wat de regio nog niet had, bekijkt een coördinator. Vraag je "
        + "beheerder waarom, als je het niet weet.",
      "The administrator has taken this device out of use: it gets nothing from the region any more. "
        + "What is here stays; what the region did not have yet is for a coordinator to look at. Ask your "
        + "administrator why, if you do not know."
    ),
    .wipeRefused: (
      "De server vraagt dit apparaat alles te wissen, maar kan niet aantonen dat de regio dat wil. Er is "
        + "niets gewist. Meld dit bij je beheerder.",
      "The server asks this device to erase everything, and cannot show that the region wants that. "
        + "Nothing was erased. Tell your administrator."
    ),
    .wiped: (
      "Dit apparaat is leeggemaakt: de beheerder van de regio heeft dat opgedragen. Er staat niets meer op, "
        + "en de regio weet dat. Met een nieuwe uitnodiging kun je opnieuw beginnen.",
      "This device was emptied: the region's administrator ordered that. Nothing is left on it, and the "
        + "region knows. With a new invitation you can begin anew."
    ),
    .wipedUnheard: (
      "Dit apparaat is leeggemaakt: de beheerder van de regio heeft dat opgedragen. Er staat niets meer op. De "
        + "regio weet dat nog niet: geef 'schakel sync' nog eens als er netwerk is.",
      "This device was emptied: the region's administrator ordered that. Nothing is left on it. The region does "
        + "not know yet: give 'schakel sync' again when there is a network."
    ),
    .upgradeRequired: (
      "Dit programma is te oud voor de regio. Werk het bij; er gaat niets verloren.",
      "This program is too old for the region. Upgrade it; nothing is lost."
    ),
    .serverOutdated: (
      "De regio is te oud voor dit programma, en moet bijgewerkt worden. Meld dit bij je "
        + "beheerder; er gaat niets verloren.",
      "The region is too old for this program, and has to be upgraded. Tell your administrator; "
        + "nothing is lost."
    ),
    .requestRefused: (
      "De regio begreep dit programma niet. Meld dit bij je beheerder.",
      "The region did not understand this program. Tell your administrator."
    ),
    .redirected: (
      "De regio staat op een ander adres. Vraag een nieuwe uitnodiging.",
      "The region is at another address. Ask for a new invitation."
    ),
    .notSchakel: (
      "Wat hier antwoordt is de regio niet. Misschien moet je eerst inloggen op dit netwerk.",
      "What answers here is not the region. You may have to log in to this network first."
    ),
    .protocolViolation: (
      "Wat de regio stuurde klopt niet, of is niet door de regio ondertekend. Er is niets van "
        + "overgenomen. Meld dit bij je beheerder.",
      "What the region sent does not hold together, or is not signed by the region. None of it was "
        + "taken over. Tell your administrator."
    ),
    .certificate: (
      "De verbinding met de regio is niet te vertrouwen. Kijk of de datum en tijd van dit "
        + "apparaat kloppen.",
      "The connection to the region cannot be trusted. See whether this device's date and time "
        + "are right."
    ),
    .clockBehind: (
      "De klok van dit apparaat loopt waarschijnlijk achter, en daardoor lukt een veilige verbinding "
        + "niet. Zet de datum en tijd goed en probeer het opnieuw. Er gaat niets verloren.",
      "This device's clock is probably behind, and so a safe connection cannot be made. Set the date "
        + "and time right and try again. Nothing is lost."
    ),
    .clockAhead: (
      "De klok van dit apparaat loopt waarschijnlijk voor, en daardoor lukt een veilige verbinding "
        + "niet. Zet de datum en tijd goed en probeer het opnieuw. Er gaat niets verloren.",
      "This device's clock is probably ahead, and so a safe connection cannot be made. Set the date "
        + "and time right and try again. Nothing is lost."
    ),
    .certificateExpired: (
      "Het certificaat van de regio is verlopen. Meld dit bij je beheerder; er gaat niets verloren.",
      "The region's certificate has expired. Tell your administrator; nothing is lost."
    ),
    .certificateNotYetValid: (
      "Het certificaat van de regio geldt nog niet. Meld dit bij je beheerder; er gaat niets "
        + "verloren.",
      "The region's certificate is not valid yet. Tell your administrator; nothing is lost."
    ),
    .unknownIssuer: (
      "Dit apparaat kent niemand die instaat voor de server van de regio. Staat de regio zelf in? "
        + "Vraag je beheerder dan om het bestand, en gebruik 'schakel enrol' met --ca of, als je al aangemeld "
        + "bent, 'schakel authority set'.",
      "This device knows nobody who vouches for the region's server. Does the region do so itself? "
        + "Then ask your administrator for the file, and use 'schakel enrol' with --ca or, where you are "
        + "enrolled already, 'schakel authority set'."
    ),
    .wrongName: (
      "Wat hier antwoordt heeft een certificaat van een ander adres. Misschien moet je eerst "
        + "inloggen op dit netwerk; meld het anders bij je beheerder.",
      "What answers here has the certificate of another address. You may have to log in to this "
        + "network first; if not, tell your administrator."
    ),
    .noAuthority: (
      "In {path} staat geen certificaat (PEM). Vraag je beheerder om het goede bestand.",
      "{path} holds no certificate (PEM). Ask your administrator for the right file."
    ),
    .cancelled: ("Gestopt.", "Stopped."),
    .stalled: (
      "Een deel wacht nog op bijdragen van anderen.",
      "Some of it still waits for contributions of others."
    ),
    .invitationOdd: (
      "Dit is geen uitnodiging. Die begint met schakel:1: - kopieer de hele regel.",
      "This is no invitation. One begins with schakel:1: - copy the whole line."
    ),
    .invitationNewer: (
      "Deze uitnodiging is voor een nieuwere versie. Werk dit programma bij.",
      "This invitation is for a newer version. Upgrade this program."
    ),
    .invitationDamaged: (
      "De uitnodiging is niet heel. Kopieer haar opnieuw, van schakel: tot de laatste letter.",
      "The invitation is not whole. Copy it again, from schakel: to its last letter."
    ),
    .replicaTaken: (
      "Wat hier staat is al eens bij de regio aangemeld, en dat kan maar één keer. Kies met --home "
        + "een nieuwe map en meld die aan. Neem mee wat hier nog wacht: "
        + "'schakel bundle export --passphrase' hier, en 'schakel bundle import' daar.",
      "What is here was enrolled with the region before, and that can be done once. Choose a new "
        + "folder with --home and enrol that. Take along what still waits here: "
        + "'schakel bundle export --passphrase' here, and 'schakel bundle import' there."
    ),
    .invitationUsed: (
      "Deze uitnodiging is al gebruikt of verlopen. Vraag een nieuwe.",
      "This invitation was used already or has expired. Ask for a new one."
    ),
  ]
}
