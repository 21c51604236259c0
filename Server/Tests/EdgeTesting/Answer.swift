import Foundation

/// An HTTP answer as it came over the wire.
package struct Answer {
  package let status: Int
  package let fields: [String: String]
  package let bytes: [UInt8]

  package init(status: Int, fields: [String: String], bytes: [UInt8]) {
    self.status = status
    self.fields = fields
    self.bytes = bytes
  }

  package var body: String { String(decoding: bytes, as: UTF8.self) }

  /// A header field, by its name in lower case.
  package subscript(name: String) -> String? { fields[name] }

  /// The members of a problem; empty when the answer is none.
  package var problem: [String: Any] {
    guard self["content-type"] == "application/problem+json" else { return [:] }
    let object = try? JSONSerialization.jsonObject(with: Data(body.utf8))
    return object as? [String: Any] ?? [:]
  }

  /// The last part of the problem's type.
  package var problemKind: String? {
    (problem["type"] as? String)?.split(separator: "/").last.map(String.init)
  }
}

extension Wire {
  /// The next answer; nil when the other end hangs up before it is whole.
  package func answer(toHead: Bool = false) async -> Answer? {
    guard let (status, fields) = await answerHead() else { return nil }
    if toHead || status == 100 { return Answer(status: status, fields: fields, bytes: []) }
    guard let body = await body(fields) else { return nil }
    return Answer(status: status, fields: fields, bytes: body)
  }

  /// The head of the next answer, whose body is still to come.
  package func answerHead() async -> (Int, [String: String])? {
    guard let head = await until("\r\n\r\n") else { return nil }
    var lines = head.components(separatedBy: "\r\n").filter { !$0.isEmpty }
    let status = Int(lines.removeFirst().split(separator: " ")[1]) ?? 0
    var fields: [String: String] = [:]
    for line in lines {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[line[..<colon].lowercased()] =
        line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    return (status, fields)
  }

  private func body(_ fields: [String: String]) async -> [UInt8]? {
    if fields["transfer-encoding"] == "chunked" { return await chunkedBody() }
    return await exactBytes(Int(fields["content-length"] ?? "0") ?? 0)
  }

  private func chunkedBody() async -> [UInt8]? {
    var body: [UInt8] = []
    while let chunk = await chunkBytes() {
      if chunk.isEmpty { return body }
      body += chunk
    }
    return nil
  }

  /// The next chunk of a chunked body; empty at its end, nil when the other end hangs up.
  package func chunk() async -> String? {
    await chunkBytes().map { String(decoding: $0, as: UTF8.self) }
  }

  private func chunkBytes() async -> [UInt8]? {
    guard let line = await until("\r\n"), let size = Int(line.dropLast(), radix: 16) else {
      return nil
    }
    return await exactBytes(size + 2).map { Array($0.dropLast(2)) }
  }

  /// Sends a request with a body and waits for its answer.
  package func post(
    _ path: String, _ fields: [String], body: [UInt8], method: String = "POST"
  ) async throws -> Answer {
    let lines =
      ["\(method) \(path) HTTP/1.1", "Host: localhost", "Content-Length: \(body.count)"] + fields
    try await send((lines + ["", ""]).joined(separator: "\r\n"))
    try await send(bytes: body)
    let answer = try await answer().unwrapped
    note(path, body, answer)
    return answer
  }

  /// What was said and taken is noted, whoever it was sent for.
  private func note(_ path: String, _ body: [UInt8], _ answer: Answer) {
    guard answer.status == 200, let rules = Self.rules[path] else { return }
    SeenBodies.note(rules.request, body)
    SeenBodies.note(rules.answer, answer.bytes)
  }

  private static let rules = [
    "/v1/sync": (request: "sync-request", answer: "sync-answer"),
    "/v1/hand-ins": (request: "sync-request", answer: "sync-answer"),
    "/v1/history": (request: "history-request", answer: "history-answer"),
    "/v1/held-changes": (request: "held-request", answer: "history-answer"),
  ]

  /// Sends a request without a body and waits for its answer.
  package func get(_ path: String, method: String = "GET", _ fields: [String] = []) async throws
    -> Answer
  {
    let lines = ["\(method) \(path) HTTP/1.1", "Host: localhost"] + fields + ["", ""]
    try await send(lines.joined(separator: "\r\n"))
    return try await answer(toHead: method == "HEAD").unwrapped
  }
}

/// The other end hung up where more was expected.
package struct HungUp: Error {}

extension Optional {
  /// The value; throws where the other end hung up instead.
  package var unwrapped: Wrapped {
    get throws {
      guard let self else { throw HungUp() }
      return self
    }
  }
}
