import SchakelCore
import SchakelTesting

extension VectorSuite {
  static let audit = VectorSuite(
    name: "audit",
    about: "Logs of one document with the records that follow, and whole audit files: those that "
      + "hold with what they say, those that do not with the first fault and its place "
      + "(spec/audit.md).",
    flags: [
      .init("Lifecycle", "Deletion and restoration."),
      .init("Erased", "A payload is erased."),
      .init("Rule", "A rule settles."),
      .init("Waiting", "Something has its effect after it came."),
      .init("Void", "Something was refused."),
      .init("Forged", "The file was altered by somebody who has none of the keys."),
      .init(
        "Operator",
        "Somebody who has the region's key altered the file and signed anew what the region says."),
      .init("Accomplice", "The same, with a device's key besides."),
    ],
    scenarios: { try auditRecords() + auditFiles() + auditForgeries() },
    answer: { input in
      if !input["file"].isNull { return try report(on: input) }
      return .object(.init("records", .array(try records(of: input).map { .hex($0.encoded) })))
    })

  private static func report(on input: JSON) throws -> JSON {
    var verifier = AuditVerifier(trusting: Signatures.regionKey, hashing: .portable) { checks in
      checks.firstIndex { !Signatures.holds($0.key, $0.message, $0.signature) }
    }
    let report = try verifier.verify(try hex(input["file"]))
    return .object(.init("spaces", .array(report.spaces.map(\.shown))))
  }

  /// The entries of a log that are about one document, and nothing but what follows from them.
  private static func records(of input: JSON) throws -> [ConflictRecord] {
    var replay = DocumentReplay(try SchakelCoreTests.document(input["document"]))
    var records: [ConflictID: ConflictRecord] = [:]
    for (index, row) in input["entries"].items.enumerated() {
      try take(row, at: UInt64(index + 1), &replay)
      for record in replay.takeRecords() { records[record.id] = record }
    }
    return records.values.sorted {
      ($0.found.position, $0.field, $0.id) < ($1.found.position, $1.field, $1.id)
    }
  }

  private static func take(
    _ row: JSON, at position: UInt64, _ replay: inout DocumentReplay
  ) throws {
    var reader = CBORReader(try hex(row["entry"]))
    switch try LogEntry(from: &reader) {
    case .change(let dot, let link, let received):
      let change = try Change(encoded: try hex(row["change"]), writer: dot.writer)
      _ = try replay.take(
        change, check: link.check, at: .init(position: position, received: received),
        hashing: .portable, refuses: { _, _ in false })
    case .void(let void):
      _ = try replay.take(
        void, at: .init(position: position, received: void.received), hashing: .portable,
        refuses: { _, _ in false })
    case .erasure(let erasure):
      let place = DocumentReplay.Place(position: position, received: erasure.time)
      replay.erase(erasure.parts.flatMap(\.dots), at: place)
    default: throw BadInput(row)
    }
  }
}

extension AuditFault {
  /// Where it is, as far as it is anywhere.
  var place: JSON {
    .some(
      .init("space", .optional(space) { .string($0.text) }),
      .init("position", .optional(position, JSON.number)),
      .init("document", .optional(document) { .string($0.text) }),
      .init("field", .optional(field, JSON.name)),
      .init("record", .optional(record) { .string($0.text) }))
  }
}

extension AuditReport.Space {
  fileprivate var shown: JSON {
    .some(
      .init("space", .string(space.space.text)), .init("counts", counts.shown),
      .init("documents", .number(documents)),
      .init("records", .array(records.map { .hex($0.encoded) })),
      .init(
        "members",
        .array(
          members.sorted { $0.key < $1.key }.map { [.string($0.key.text), .string($0.value.text)] }
        )),
      .init("checkpoint", .optional(checkpoint?.position, JSON.number)))
  }
}

extension AuditReport.Counts {
  fileprivate var shown: JSON {
    .object(
      .init("entries", .number(entries)), .init("changes", .number(changes)),
      .init("voids", .number(voids)), .init("seals", .number(seals)),
      .init("checkpoints", .number(checkpoints)), .init("epochs", .number(epochs)),
      .init("erased", .number(erased)))
  }
}
