/// HTTP/2 by hand (RFC 9113), for what a well-behaved client does not do.
package struct Frames {
  package struct Frame {
    package let kind: UInt8
    package let stream: Int
    package let payload: [UInt8]
  }

  /// What a frame is (§6), by its number.
  package static let (data, headers, priority, reset, settings):
    (UInt8, UInt8, UInt8, UInt8, UInt8) =
      (0, 1, 2, 3, 4)
  package static let (ping, goAway, windowUpdate, continuation): (UInt8, UInt8, UInt8, UInt8) =
    (6, 7, 8, 9)
  /// END_STREAM and END_HEADERS.
  package static let (endStream, endHeaders): (UInt8, UInt8) = (0x01, 0x04)
  private let wire: Wire

  /// Says that this is HTTP/2 (§3.4), with the window that the answers of each stream begin with
  /// (§6.5.2); nil for the usual.
  package init(_ wire: Wire, window: UInt32? = nil) async throws {
    self.wire = wire
    try await wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    let payload = window.map { [0, 4] + Self.number($0) } ?? []
    try await send(Self.settings, payload)
  }

  /// Asks for a path, on a stream that nothing was asked on yet.
  package func get(_ path: String, stream: Int) async throws {
    let fields = Self.request(0x82, path)
    try await send(Self.headers, fields, stream: stream, flags: Self.endStream | Self.endHeaders)
  }

  /// Gives a stream up (§6.4): nobody waits for its answer.
  package func giveUp(stream: Int) async throws {
    try await send(Self.reset, [0, 0, 0, 8], stream: stream)
  }

  /// Sends one frame.
  package func send(
    _ kind: UInt8, _ payload: [UInt8], stream: Int = 0, flags: UInt8 = 0
  ) async throws {
    try await wire.send(bytes: Self.bytes(kind, payload, stream: stream, flags: flags))
  }

  /// Sends what is frames already.
  package func send(bytes: [UInt8]) async throws {
    try await wire.send(bytes: bytes)
  }

  /// The bytes of one frame (§4.1).
  package static func bytes(
    _ kind: UInt8, _ payload: [UInt8], stream: Int = 0, flags: UInt8 = 0
  ) -> [UInt8] {
    let count = payload.count
    return [UInt8(count >> 16), UInt8(count >> 8 & 0xff), UInt8(count & 0xff), kind, flags]
      + number(UInt32(stream)) + payload
  }

  private static func number(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 0xff), UInt8(value >> 8 & 0xff), UInt8(value & 0xff)]
  }

  /// The next frame that `isWanted`. Throws where the other end hangs up before.
  package func next(_ isWanted: (Frame) -> Bool) async throws -> Frame {
    while true {
      let head = try await wire.exactBytes(9).unwrapped
      let count = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
      let payload = try await wire.exactBytes(count).unwrapped
      let stream = head[5...].reduce(0) { $0 << 8 | Int($1) }
      let frame = Frame(kind: head[3], stream: stream, payload: payload)
      if isWanted(frame) { return frame }
    }
  }
}

extension Frames {
  /// The fields of a request to `localhost`, HPACK (RFC 7541): a method of its Appendix A, 0x82 for GET
  /// and 0x83 for POST, scheme https, and literals that are not to be kept.
  package static func request(
    _ method: UInt8, _ path: String, _ fields: [(String, String)] = []
  ) -> [UInt8] {
    [method, 0x87, 0x01] + literal("localhost") + [0x04] + literal(path)
      + fields.flatMap { [0x00] + literal($0.0) + literal($0.1) }
  }

  /// A field that is to be kept in the table (RFC 7541 §6.2.1), where it is the newest, number 62.
  package static func kept(_ name: String, _ value: String) -> [UInt8] {
    [0x40] + literal(name) + literal(value)
  }

  /// The field that was kept last.
  package static let lastKept: UInt8 = 0x80 | 62

  /// A string without Huffman's code, its length in seven bits and what is over (§5.1, §5.2).
  private static func literal(_ text: String) -> [UInt8] {
    var length = text.utf8.count
    guard length >= 127 else { return [UInt8(length)] + text.utf8 }
    var bytes: [UInt8] = [127]
    length -= 127
    while length >= 128 {
      bytes.append(UInt8(length & 0x7f) | 0x80)
      length >>= 7
    }
    return bytes + [UInt8(length)] + text.utf8
  }
}
