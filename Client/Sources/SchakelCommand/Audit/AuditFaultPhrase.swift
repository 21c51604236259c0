import SchakelCore

/// What in an audit file does not hold.
enum AuditFaultPhrase: PhraseTable {
  case unreadable
  case otherRegion
  case fileSignature
  case length
  case epoch
  case chain
  case unsealed
  case seal
  case void
  case checkpoint
  case rights
  case merge
  case rule
  case erasure
  case documents
  case record

  init(_ code: AuditFault.Code) {
    switch code {
    case .unreadable: self = .unreadable
    case .otherRegion: self = .otherRegion
    case .fileSignature: self = .fileSignature
    case .length: self = .length
    case .epoch: self = .epoch
    case .chain: self = .chain
    case .unsealed: self = .unsealed
    case .seal: self = .seal
    case .void: self = .void
    case .checkpoint: self = .checkpoint
    case .rights: self = .rights
    case .merge: self = .merge
    case .rule: self = .rule
    case .erasure: self = .erasure
    case .documents: self = .documents
    case .record: self = .record
    }
  }

  var row: (String, String) { Self.table[self] ?? ("", "") }

  private static let table: [Self: (String, String)] = [
    .unreadable: (
      "Een deel van het bestand kan niet gelezen worden, of staat op de verkeerde plaats.",
      "A part of the file cannot be read, or stands in the wrong place."
    ),
    .otherRegion: (
      "Het bestand is van een andere regio dan die van --region-key.",
      "The file is of another region than that of --region-key."
    ),
    .fileSignature: (
      "De handtekening van de regio onder het hele bestand klopt niet.",
      "The region's signature under the whole file is not right."
    ),
    .length: (
      "Het bestand houdt te vroeg op, of gaat door na de handtekening.",
      "The file ends too early, or goes on behind its signature."
    ),
    .epoch: (
      "Het logboek begint of gaat verder op een plaats waar dat niet kan.",
      "The log begins, or goes on, where it cannot."
    ),
    .chain: (
      "Een wijziging sluit niet aan op de vorige van hetzelfde apparaat: er is iets veranderd, "
        + "weggehaald of bij gezet.",
      "A change does not follow the one before it of the same device: something was changed, taken "
        + "out or put in."
    ),
    .unsealed: (
      "Een wijziging is door geen apparaat ondertekend.", "A change was signed by no device."
    ),
    .seal: (
      "De handtekening van een apparaat klopt niet.", "The signature of a device is not right."
    ),
    .void: (
      "Een weigering van de regio klopt niet of is niet door haar ondertekend.",
      "A refusal of the region is not right, or not signed by it."
    ),
    .checkpoint: (
      "Een tussenstand van de regio klopt niet of is niet door haar ondertekend.",
      "A checkpoint of the region is not right, or not signed by it."
    ),
    .rights: (
      "Iemand deed iets wat diegene niet mocht, en de regio nam het aan.",
      "Somebody did what they might not, and the region accepted it."
    ),
    .merge: (
      "De regio nam een wijziging aan die niet past bij wat er stond.",
      "The region accepted a change that does not fit what was there."
    ),
    .rule: (
      "Een tekst is anders samengevoegd dan de vaste regel zegt.",
      "A text was put together otherwise than the fixed rule says."
    ),
    .erasure: (
      "Er ontbreken woorden die niemand wiste, of er staat iets dat gewist was.",
      "Words are missing that nobody erased, or something is there that was erased."
    ),
    .documents: (
      "Wat de regio van een bijdrage zegt, volgt niet uit het logboek.",
      "What the region says of a contribution does not follow from the log."
    ),
    .record: (
      "Wat de regio zegt over waar mensen tegelijk iets anders schreven, volgt niet uit het logboek.",
      "What the region says of where people wrote different things at the same time does not follow "
        + "from the log."
    ),
  ]
}
