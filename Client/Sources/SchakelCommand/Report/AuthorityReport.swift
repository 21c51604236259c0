import SchakelCore
import SchakelJSON
import SchakelKeys
import SchakelTransport

/// Who vouches for the region's server.
struct AuthorityReport: Report {
  /// The region's own, in PEM; nil where those of the system do.
  let pem: [UInt8]?
  let phrase: AuthorityPhrase

  private var certificates: [Authority.Certificate] {
    pem.flatMap { try? Authority(pem: $0) }?.certificates ?? []
  }

  var json: JSONValue {
    [
      "own": .bool(pem != nil),
      "certificates": .array(
        certificates.map {
          ["fingerprint": .string(Self.fingerprint($0)), "expires": DocumentJSON.time($0.end)]
        }),
    ]
  }

  private static func fingerprint(_ certificate: Authority.Certificate) -> String {
    Hex.encode(Hashing.crypto.sha256(certificate.der).bytes)
  }

  func lines(in context: CommandContext) -> [String] {
    var facts = Facts()
    for certificate in certificates {
      facts.add(context.language(AuthorityPhrase.fingerprint), Self.fingerprint(certificate))
      let phrase: AuthorityPhrase = certificate.end < context.now() ? .ended : .until
      facts.add(context.language(phrase), context.dates.moment(certificate.end))
    }
    return context.prose(phrase) + facts.lines(on: context.terminal)
  }
}

/// The words of who vouches for the region's server.
enum AuthorityPhrase: PhraseTable {
  case own
  case isSet
  case system
  case removed
  case fingerprint
  case until
  case ended

  var row: (String, String) {
    switch self {
    case .own:
      (
        "De regio staat zelf in voor haar server. Alleen dit telt:",
        "The region vouches for its server itself. Nothing counts but this:"
      )
    case .isSet:
      (
        "Voortaan telt alleen dit. Probeer het met 'schakel sync'.",
        "From now on nothing counts but this. Try it with 'schakel sync'."
      )
    case .system:
      (
        "Voor de server van de regio staat in wie dit systeem vertrouwt.",
        "Those whom this system trusts vouch for the region's server."
      )
    case .removed:
      (
        "Voortaan staat voor de server van de regio in wie dit systeem vertrouwt. Probeer het met "
          + "'schakel sync'.",
        "From now on those whom this system trusts vouch for the region's server. Try it with "
          + "'schakel sync'."
      )
    case .fingerprint: ("vingerafdruk", "fingerprint")
    case .until: ("geldt tot", "valid until")
    case .ended: ("verlopen sinds", "expired since")
    }
  }
}
