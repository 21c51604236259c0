import HTTPTypes
import NIOCore

/// The header in which a proxy says whom it speaks for. Only one is believed: a proxy sets its own and
/// may pass on the other as the caller wrote it.
public enum ProxyHeader: String, CaseIterable, Sendable {
  /// `X-Forwarded-For`, a list of addresses.
  case forwardedFor = "x-forwarded-for"
  /// `Forwarded` (RFC 7239).
  case forwarded

  /// The address that the proxy itself saw: the last in the list. Those before it are the caller's
  /// words and are not believed. nil where there is none that is an address.
  func origin(_ fields: HTTPFields) -> String? {
    let name = self == .forwarded ? HTTPField.Name.forwarded : .forwardedFor
    let parts = fields[values: name].last?.split(separator: ",", omittingEmptySubsequences: false)
    guard let last = parts?.last else { return nil }
    return Self.address(self == .forwarded ? Self.forwardedNode(last) : Substring(last))
  }

  /// The `for` of an element such as `proto=https;for="[2001:db8::1]:4711"` (RFC 7239 §4).
  private static func forwardedNode(_ element: Substring) -> Substring? {
    let pairs = element.split(separator: ";").map { $0.drop { $0 == " " } }
    let node = pairs.first { $0.prefix(4).lowercased() == "for=" }?.dropFirst(4)
    return node.map { $0.drop { $0 == "\"" }.prefix { $0 != "\"" } }
  }

  /// An address without its port and brackets, in the form that the system writes.
  private static func address(_ text: Substring?) -> String? {
    guard var host = text?.filter({ $0 != " " && $0 != "\t" }) else { return nil }
    if host.hasPrefix("[") {
      host = String(host.dropFirst().prefix { $0 != "]" })
    } else if host.count(where: { $0 == ":" }) == 1 {
      host = String(host.prefix { $0 != ":" })
    }
    return (try? SocketAddress(ipAddress: host, port: 0))?.ipAddress
  }
}
