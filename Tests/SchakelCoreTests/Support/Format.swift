import SchakelCore
import Testing

/// One of the protocol's formats: messages of it, and how bytes are read and written again.
struct Format: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let samples: [[UInt8]]
  /// Reads the bytes through and through, and writes what was read.
  let rewrite: @Sendable ([UInt8]) throws -> [UInt8]

  init(
    _ name: String, _ samples: [[UInt8]],
    rewrite: @escaping @Sendable ([UInt8]) throws -> [UInt8]
  ) {
    testDescription = name
    self.samples = samples
    self.rewrite = rewrite
  }

  /// A format that is read and written in the middle of messages.
  init<Part>(
    _ name: String, _ parts: [Part],
    read: @escaping @Sendable (inout CBORReader) throws(CBORError) -> Part,
    write: @escaping @Sendable (Part, inout CBORWriter) -> Void
  ) {
    let encode: @Sendable (Part) -> [UInt8] = { part in
      var writer = CBORWriter()
      write(part, &writer)
      return writer.bytes
    }
    self.init(name, parts.map(encode)) { bytes in
      var reader = CBORReader(bytes)
      let part = try read(&reader)
      try reader.finish()
      return encode(part)
    }
  }
}

extension Format {
  static let all: [Format] = [
    change, header, payload, state, logEntry, request, answer, bundle, historyRequest,
    historyAnswer, seal, cursor, vector,
  ]

  private static let change = Format("change", Sample.changes.map(\.encoded)) { bytes in
    let change = try Change(encoded: bytes, writer: Sample.anna)
    return ChangeFrame(header: change.headerBytes, payload: change.payload).rewritten
  }

  private static let header = Format("header", Sample.changes.map(\.headerBytes)) { bytes in
    try ChangeHeader(encoded: bytes, writer: Sample.anna).encoded(writer: Sample.anna)
  }

  private static let payload = Format(
    "payload",
    Sample.changes.compactMap { change in
      if case .intact(let bytes) = change.payload { bytes } else { nil }
    }
  ) { bytes in try Payload.Content(encoded: bytes).encoded }

  private static let state = Format("state", Sample.states.map { $0.encoded() }) { bytes in
    let state = try DocumentState(encoded: bytes)
    if let failure = state.invariantFailure { throw Broken(what: failure) }
    return state.encoded()
  }

  private static let logEntry = Format(
    "log entry", Sample.entries,
    read: { reader throws(CBORError) in try LogEntry(from: &reader) },
    write: { entry, writer in entry.encode(to: &writer) })

  private static let request = Format("sync request", Sample.requests.map(\.encoded)) { bytes in
    try SyncRequest(encoded: bytes).encoded
  }

  private static let answer = Format("sync answer", Sample.answers.map(\.encoded)) { bytes in
    let answer = try SyncAnswer(encoded: bytes)
    if answer.spaces.contains(where: { $0.entries.contains { $0.count < 0 } }) {
      throw Broken(what: "a count of entries below zero")
    }
    return answer.encoded
  }

  private static let bundle = Format("bundle", [Sample.bundle.encoded]) { bytes in
    try Bundle(encoded: bytes).encoded
  }

  private static let historyRequest = Format(
    "history request", Sample.historyRequests.map(\.encoded)
  ) { bytes in try HistoryRequest(encoded: bytes).encoded }

  private static let historyAnswer = Format(
    "history answer", Sample.historyAnswers.map(\.encoded)
  ) { bytes in try HistoryAnswer(encoded: bytes).encoded }

  private static let seal = Format(
    "seal", [Sample.seal], read: { reader throws(CBORError) in try Seal(from: &reader) },
    write: { seal, writer in seal.encode(to: &writer) })

  private static let cursor = Format(
    "cursor", [Sample.cursor], read: { reader throws(CBORError) in try Cursor(from: &reader) },
    write: { cursor, writer in cursor.encode(to: &writer) })

  private static let vector = Format(
    "vector", Sample.states.map(\.vector),
    read: { reader throws(CBORError) in try VersionVector(from: &reader) },
    write: { vector, writer in vector.encode(to: &writer) })

  /// A message that was accepted although it breaks an invariant.
  struct Broken: Error { let what: String }
}

extension ChangeFrame {
  /// The frame, written as a change that was made here would be.
  fileprivate var rewritten: [UInt8] {
    var out = CBORWriter()
    switch payload {
    case .intact(let bytes):
      out.arrayHead(2)
      out.byteString(header)
      out.byteString(bytes)
    case .erased(let digest):
      out.arrayHead(3)
      out.byteString(header)
      out.null()
      out.digest(digest)
    }
    return out.bytes
  }
}
