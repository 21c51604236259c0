import SchakelCore

extension Seal {
  var shown: JSON {
    .object(
      .init("dot", .dot(Dot(writer: writer, counter: counter))), .init("link", .hex(tip.bytes)),
      .init("signature", .hex(signature)))
  }
}

extension Cursor {
  var shown: JSON {
    .object(
      .init("epoch", .string(epoch.text)), .init("position", .number(position)),
      .init("mark", .fixed64(mark)))
  }
}

extension LogEntry {
  var shown: JSON {
    switch self {
    case .change(let dot, let link, let received):
      .object(
        .init("entry", "change"), .init("dot", .dot(dot)), .init("link", .hex(link.bytes)),
        .init("received", .number(received)))
    case .receipt(let dot, let received):
      .object(
        .init("entry", "receipt"), .init("dot", .dot(dot)), .init("received", .number(received)))
    case .seal(let seal): .object(.init("entry", "seal"), .init("seal", seal.shown))
    case .void(let void): void.shown
    case .member(let member): member.shown
    case .device(let device): device.shown
    case .erasure(let erasure): erasure.shown
    case .epoch(let start): start.shown
    case .checkpoint(let checkpoint): checkpoint.shown
    case .reading(let reading): reading.shown
    case .admission(let admission): admission.shown
    case .dismissal(let dismissal): dismissal.shown
    case .opening(let opening): opening.shown
    case .unknown(let entry): entry.shown
    }
  }
}

extension LogEntry.Unknown {
  var shown: JSON { .object(.init("entry", "unknown"), .init("bytes", .hex(encoded))) }
}

extension LogEntry.Void {
  var shown: JSON {
    .some(
      .init("entry", "void"), .init("dot", .dot(dot)), .init("link", .hex(link.bytes)),
      .init("document", .optional(document) { .string($0.text) }),
      .init("previous", .number(previous)), .init("reason", .string("\(reason)")),
      .init("received", .number(received)), .init("signature", .hex(signature)))
  }
}

extension LogEntry.Member {
  var shown: JSON {
    .some(
      .init("entry", "member"), .init("person", .string(person.text)),
      .init("role", .string(role.text)), .init("actor", .optional(actor) { .string($0.text) }),
      .init("time", .number(time)))
  }
}

extension LogEntry.Device {
  var shown: JSON {
    .some(
      .init("entry", "device"), .init("replica", .string(replica.text)),
      .init("person", .string(person.text)), .init("publicKey", .hex(publicKey)),
      .init("status", .string("\(status)")),
      .init("actor", .optional(actor) { .string($0.text) }), .init("time", .number(time)),
      .init("accepted", accepted.isEmpty ? .null : .array(accepted.map(\.shown))))
  }
}

extension LogEntry.Erasure {
  var shown: JSON {
    .some(
      .init("entry", "erasure"), .init("erased", .array(parts.map(\.shown))),
      .init("ground", .hex(ground.bytes)),
      .init("requestedBy", .optional(requestedBy) { .string($0.text) }),
      .init("approvedBy", .optional(approvedBy) { .string($0.text) }),
      .init("time", .number(time)))
  }
}

extension LogEntry.Erasure.Part {
  var shown: JSON {
    .object(
      .init("document", .string(document.text)), .init("dots", .array(dots.map(JSON.dot))))
  }
}

extension LogEntry.EpochStart {
  var shown: JSON {
    .some(
      .init("entry", "epoch"), .init("epoch", .string(epoch.text)),
      .init("previous", .optional(previous) { $0.shown }), .init("time", .number(time)))
  }
}

extension LogEntry.Checkpoint {
  var shown: JSON {
    .some(
      .init("entry", "checkpoint"), .init("position", .number(position)),
      .init("hash", .hex(hash.bytes)), .init("documents", .number(documents)),
      .init("digest", .fixed64(digest)),
      .init("previous", .optional(previous) { .hex($0.bytes) }), .init("time", .number(time)),
      .init("signature", .hex(signature)))
  }
}

extension LogEntry.Reading {
  var shown: JSON {
    .some(
      .init("entry", "reading"), .init("reader", .optional(reader) { .string($0.text) }),
      .init("scope", .string("\(scope)")), .init("time", .number(time)))
  }
}

extension LogEntry.Admission {
  var shown: JSON {
    .some(
      .init("entry", "admission"), .init("writer", .hex(writer.bytes)),
      .init("previous", .optional(previous) { .string($0.text) }),
      .init("actor", .optional(actor) { .string($0.text) }), .init("time", .number(time)))
  }
}

extension LogEntry.Dismissal {
  var shown: JSON {
    .object(
      .init("entry", "dismissal"), .init("dot", .dot(dot)), .init("actor", .string(actor.text)),
      .init("time", .number(time)))
  }
}

extension LogEntry.Opening {
  var shown: JSON {
    .some(
      .init("entry", "opening"), .init("actor", .optional(actor) { .string($0.text) }),
      .init("time", .number(time)))
  }
}

extension StreamTip {
  /// Writer, counter and link.
  var shown: JSON { [.hex(writer.bytes), .number(counter), .hex(tip.bytes)] }
}

extension ChangeRun {
  var shown: JSON {
    .some(
      .init("writer", .hex(writer.bytes)), .init("first", .number(first)),
      .init("changes", .array(changes.map(JSON.hex))), .init("seal", .optional(seal) { $0.shown }))
  }
}

extension PulledEntry {
  var shown: JSON {
    switch self {
    case .changes(let run, let received):
      .object(
        [.init("entry", "changes")] + run.shown.members + [.init("received", .number(received))])
    case .own(let writer, let counters, let received):
      .object(
        .init("entry", "own"), .init("writer", .hex(writer.bytes)),
        .init("first", .number(counters.lowerBound)),
        .init("count", .number(counters.upperBound - counters.lowerBound + 1)),
        .init("received", .number(received)))
    case .entry(let entry): entry.shown
    }
  }
}

extension ChangeOutcome {
  var shown: JSON {
    switch self {
    case .waiting(let dots): .array(["waiting"] + dots.map(JSON.dot))
    case .void(let reason): ["void", .string("\(reason)")]
    case .fork: ["fork"]
    }
  }
}
