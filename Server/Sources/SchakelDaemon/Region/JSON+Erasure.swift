import SchakelCore
import SchakelRegion
import SchakelServer

extension JSON {
  init(_ record: ErasureRecord) {
    let subject: JSON =
      switch record.subject {
      case .document(let document): ["document": .string(document.text)]
      case .person(let person): ["person": .string(person.text)]
      case .documents(let documents):
        ["documents": .array(documents.map { .string($0.text) })]
      }
    self = [
      "number": .unsigned(UInt64(clamping: record.number)), "subject": subject,
      "ground": .string(record.ground), "status": .string(Self.status(record)),
      "requestedBy": .string(record.requestedBy.text),
      "requested": .string(rfc3339(record.requested)),
      "decidedBy": record.decidedBy.map { .string($0.text) } ?? .null,
      "decided": record.decided.map { .string(rfc3339($0)) } ?? .null,
    ]
  }

  private static func status(_ record: ErasureRecord) -> String {
    switch record.status {
    case .requested: "requested"
    case .approved: "approved"
    case .withdrawn: "withdrawn"
    }
  }

  init(_ report: ErasureReport) {
    self = [
      "erasure": JSON(report.record), "spaces": .array(report.spaces.map { JSON($0) }),
      "derived": .array(report.derived.map { JSON($0) }),
      "devices": .array(report.devices.map { JSON($0) }),
    ]
  }

  private init(_ space: ErasureReport.Space) {
    self = [
      "space": JSON(space.space), "changes": .number(space.changes),
      "documents": .number(space.documents),
      "copies": .array(space.copies.map { .string($0.text) }),
    ]
  }

  private init(_ change: DerivedChange) {
    self = [
      "space": .string(change.space.text), "document": .string(change.document.text),
      "change": .string(change.dot.text), "author": .string(change.author.text),
      "purpose": .string(Self.purpose(change)),
      "rule": change.rule.map { .string($0.text) } ?? .null,
    ]
  }

  private static func purpose(_ change: DerivedChange) -> String {
    switch change.purpose {
    case .edit: "edit"
    case .resolution: "resolution"
    case .undo: "undo"
    case .release: "release"
    case .recovery: "recovery"
    }
  }

  private init(_ each: ErasureReport.DeviceObedience) {
    self = [
      "device": JSON(each.device),
      "confirmed": each.confirmed.map { .string(rfc3339($0)) } ?? .null,
    ]
  }
}
