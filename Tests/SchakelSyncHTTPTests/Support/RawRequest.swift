/// A request as it came.
struct RawRequest: Sendable {
  let line: String
  /// By name in lower case.
  let headers: [String: String]
  let body: [UInt8]

  /// - Returns: nil when the connection ends first.
  init?(from socket: Socket, withBody: Bool) {
    var bytes: [UInt8] = []
    var headEnd: Int?
    while headEnd == nil {
      guard let more = socket.read() else { return nil }
      bytes += more
      headEnd = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
    }
    let end = headEnd ?? 0
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    line = String(lines.first ?? "")
    headers = Dictionary(
      lines.dropFirst().map(Self.field), uniquingKeysWith: { $0 + ", " + $1 })
    var body = Array(bytes[end...])
    let length = headers["content-length"].flatMap { Int($0) } ?? 0
    while withBody && body.count < length {
      guard let more = socket.read() else { return nil }
      body += more
    }
    self.body = body
  }

  private static func field(_ line: Substring) -> (String, String) {
    let halves = line.split(separator: ":", maxSplits: 1)
    return (
      halves[0].lowercased(), String(halves.count < 2 ? "" : halves[1].drop { $0 == " " })
    )
  }
}
