/// The token in an `Authorization: Bearer …` header (RFC 6750 §2.1), as its ASCII bytes.
///
/// What the bytes mean, and how a token is stored, is the lookup's business. A token has no
/// description, so that it does not slip into a log line.
public struct BearerToken: Sendable {
  /// Bytes in the longest token that is looked at.
  public static let maximumLength = 512

  /// The token's bytes, `b64token` of RFC 6750.
  public let bytes: [UInt8]

  /// Stands in for what is no token, so that the same work is done for it. It is a valid token
  /// in form, and no issuer gives it out.
  static let decoy = BearerToken(bytes: [UInt8](repeating: UInt8(ascii: "-"), count: 43))

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The token in a header's value; nil when it is of another scheme or not well-formed.
  public init?(authorization value: String) {
    let parts = value.utf8.split(separator: UInt8(ascii: " "), maxSplits: 1)
    guard parts.count == 2, Self.isBearer(parts[0]) else { return nil }
    let token = parts[1].drop { $0 == UInt8(ascii: " ") }
    guard (1...Self.maximumLength).contains(token.count), Self.isWellFormed(token) else {
      return nil
    }
    bytes = Array(token)
  }

  /// The scheme is told regardless of case (RFC 9110 §11.1).
  private static func isBearer(_ scheme: Substring.UTF8View) -> Bool {
    scheme.elementsEqual("bearer".utf8) { $0 | 0x20 == $1 }
  }

  /// RFC 6750 §2.1: 1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="
  private static func isWellFormed(_ token: Substring.UTF8View) -> Bool {
    var padded = false
    for byte in token {
      switch byte {
      case UInt8(ascii: "="): padded = true
      case _ where padded: return false
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): break
      case UInt8(ascii: "-")...UInt8(ascii: "9"): break  // - . / 0 to 9
      case UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "+"): break
      default: return false
      }
    }
    return token.first != UInt8(ascii: "=")
  }
}

extension BearerToken: CustomStringConvertible, CustomReflectable {
  public var description: String { "a bearer token" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
