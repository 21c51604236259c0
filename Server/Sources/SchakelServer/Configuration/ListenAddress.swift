/// An address and port to listen on, written `127.0.0.1:8080`, `[::1]:8080` or
/// `localhost:8080`. Port 0 lets the system choose one.
public struct ListenAddress: Equatable, Sendable, CustomStringConvertible {
  /// The address or name, without brackets.
  public let host: String
  /// The port, 0 to 65535.
  public let port: Int

  /// The address written as `text`; nil when it is none.
  public init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), !text.contains("+"),
      let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    let host = text[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") {
      self.init(host: String(host.dropFirst().dropLast()), port: Int(port))
    } else if host.contains(":") {
      return nil
    } else {
      self.init(host: String(host), port: Int(port))
    }
  }

  /// The address of `host`, without brackets, and `port`; nil when either cannot be one.
  public init?(host: String, port: Int) {
    guard !host.isEmpty, host.utf8.allSatisfy(Self.mayStandInHost), UInt16(exactly: port) != nil
    else { return nil }
    self.host = host
    self.port = port
  }

  private static func mayStandInHost(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: ":"), UInt8(ascii: "."), UInt8(ascii: "-"): true
    default: false
    }
  }

  /// Whether only this machine can reach it: 127.0.0.0/8 (RFC 1122 §3.2.1.3), ::1, localhost.
  public var isLoopback: Bool {
    if host == "localhost" || host == "::1" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  public var description: String {
    host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}
