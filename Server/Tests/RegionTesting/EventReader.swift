package import EdgeTesting

/// Reads an event stream by hand.
package struct EventReader {
  let wire: Wire

  /// Asks for the stream and answers its status.
  package static func open(on wire: Wire, token: String) async throws -> (EventReader, Int) {
    try await wire.send(
      "GET /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n\r\n")
    let (status, _) = try await wire.answerHead().unwrapped
    return (EventReader(wire: wire), status)
  }

  /// The data of the next event of this name.
  package func next(_ name: String = "moved") async throws -> String {
    while true {
      let chunk = try await wire.chunk().unwrapped
      let lines = chunk.split(separator: "\n").map(String.init)
      guard lines.contains("event: " + name) else { continue }
      for line in lines where line.hasPrefix("data: ") { return String(line.dropFirst(6)) }
    }
  }
}
