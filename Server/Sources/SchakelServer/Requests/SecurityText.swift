import HTTPTypes
import Hummingbird
import NIOCore

/// The file `/.well-known/security.txt` (RFC 9116), by which whoever finds a weak spot learns whom to
/// tell.
struct SecurityText {
  /// Days for which what is said is good. It is made anew for everybody who asks, so that a server
  /// that runs for years never says what has expired; the RFC wants less than a year (§2.5.5).
  static let days: Int64 = 90

  private static let dayMilliseconds: Int64 = 86_400_000

  let contact: SecurityContact

  /// The file at a moment, in milliseconds since 1970. It is the same for all of a day.
  func text(at now: Int64) -> String {
    let today = now / Self.dayMilliseconds
    let expires = UTCTime(millisecondsSince1970: (today + Self.days) * Self.dayMilliseconds)
    let lines =
      contact.addresses.map { "Contact: \($0)" }
      + ["Expires: \(expires.rfc3339)", "Preferred-Languages: nl, en"]
    return lines.map { $0 + "\r\n" }.joined()
  }
}

extension Router {
  /// `/.well-known/security.txt`: whom to tell of a weak spot. Where nobody was named it is not there:
  /// an address that is made up would swallow what it is told.
  func addSecurityText(_ contact: SecurityContact?, now: @escaping @Sendable () -> Int64) {
    get(".well-known/security.txt") { _, _ -> Response in
      guard let contact else { throw Problem.noContact }
      return Response(
        status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
        body: .init(byteBuffer: ByteBuffer(string: SecurityText(contact: contact).text(at: now()))))
    }
  }
}

extension Problem {
  fileprivate static let noContact = Problem(
    .notFound, "Nobody was named to whom weak spots are reported; ask who runs this server.")
}
