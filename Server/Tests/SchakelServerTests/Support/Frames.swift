import EdgeTesting

/// HTTP/2 by hand (RFC 9113), for what a well-behaved client does not do.
struct Frames {
  struct Frame {
    let kind: UInt8
    let stream: Int
    let payload: [UInt8]
  }

  static let (headers, reset, settings): (UInt8, UInt8, UInt8) = (1, 3, 4)
  private let wire: Wire

  /// Says that this is HTTP/2, with no settings of its own (§3.4).
  init(_ wire: Wire) async throws {
    self.wire = wire
    try await wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    try await send(Frame(kind: Self.settings, stream: 0, payload: []), flags: 0)
  }

  /// Asks for a path, on a stream that nothing was asked on yet.
  func get(_ path: String, stream: Int) async throws {
    // RFC 7541 Appendix A: method GET, scheme https, and two literals that are not to be kept.
    let fields: [UInt8] = [0x82, 0x87] + literal(1, "localhost") + literal(4, path)
    // END_STREAM and END_HEADERS.
    try await send(Frame(kind: Self.headers, stream: stream, payload: fields), flags: 0x05)
  }

  /// Gives a stream up (§6.4): nobody waits for its answer.
  func giveUp(stream: Int) async throws {
    try await send(Frame(kind: Self.reset, stream: stream, payload: [0, 0, 0, 8]), flags: 0)
  }

  private func literal(_ name: UInt8, _ value: String) -> [UInt8] {
    [name, UInt8(value.utf8.count)] + value.utf8
  }

  private func send(_ frame: Frame, flags: UInt8) async throws {
    let (count, stream) = (frame.payload.count, frame.stream)
    let head: [UInt8] = [
      UInt8(count >> 16), UInt8(count >> 8 & 0xff), UInt8(count & 0xff), frame.kind, flags, 0, 0,
      UInt8(stream >> 8), UInt8(stream & 0xff),
    ]
    try await wire.send(bytes: head + frame.payload)
  }

  /// The next frame that `isWanted`. Throws where the other end hangs up before.
  func next(_ isWanted: (Frame) -> Bool) async throws -> Frame {
    while true {
      let head = try await wire.exactBytes(9).unwrapped
      let count = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
      let payload = try await wire.exactBytes(count).unwrapped
      let stream = Int(head[7]) << 8 | Int(head[8])
      let frame = Frame(kind: head[3], stream: stream, payload: payload)
      if isWanted(frame) { return frame }
    }
  }
}
