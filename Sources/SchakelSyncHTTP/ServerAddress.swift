import Foundation
import SchakelSync

/// Where a region is: an address that a token may be sent to.
///
/// *Rule*: https, or plain http to this very machine. Over any other plain connection the token
/// would be there for everyone on the way to read.
struct ServerAddress: Hashable, Sendable {
  /// Without a slash at its end.
  let text: String

  /// - Parameter text: `https://host[:port][/path]`, with or without a slash at its end.
  init(_ text: String) throws(TransportFailure) {
    guard let parts = URLComponents(string: text), let host = parts.host, !host.isEmpty,
      parts.query == nil, parts.fragment == nil, parts.url != nil
    else { throw Self.refusal("This is no address of a server: https://… is expected.") }
    guard parts.user == nil, parts.password == nil else {
      throw Self.refusal("A server's address has no user name and no password in it.")
    }
    switch parts.scheme?.lowercased() {
    case "https": break
    case "http" where Self.isThisMachine(host): break
    case "http":
      throw Self.refusal(
        "A plain http address is used for this machine alone, as anyone on the way could read the "
          + "token: use https://\(host) instead.")
    default: throw Self.refusal("This is no address of a server: https://… is expected.")
    }
    self.text = String(text.reversed().drop { $0 == "/" }.reversed())
  }

  /// - Parameter path: begins with a slash.
  func url(_ path: String) throws(TransportFailure) -> URL {
    guard let url = URL(string: text + path) else {
      throw Self.refusal("This is no address of a server: https://… is expected.")
    }
    return url
  }

  private static func refusal(_ message: String) -> TransportFailure {
    TransportFailure(.badAddress, message)
  }

  /// Loopback by name or by number (RFC 6761 §6.3, RFC 5735 §3, RFC 4291 §2.5.3). Numbers count
  /// only as four decimal ones: resolvers disagree on what `127.1` and `0x7f000001` mean.
  static func isThisMachine(_ host: String) -> Bool {
    let name = host.lowercased()
    if ["localhost", "::1", "[::1]"].contains(name) { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { part in UInt8(part).map { String($0) == part } ?? false }
  }
}
