import SchakelCore

extension SyncRequest {
  var shown: JSON {
    .object(
      .init("version", .number(version)), .init("agent", .string(agent)),
      .init("limit", .int(limit)), .init("spaces", .array(spaces.map(\.shown))))
  }
}

extension ErasureConfirmation {
  var shown: JSON {
    .object(.init("place", place.shown), .init("signature", .hex(signature)))
  }
}

extension SyncRequest.Space {
  var shown: JSON {
    .some(
      .init("space", .string(space.text)), .init("cursor", .optional(cursor) { $0.shown }),
      .init("digest", .fixed64(digest)), .init("streams", .array(streams.map(\.shown))),
      .init("push", .array(push.map(\.shown))),
      .init("bootstrap", .optional(bootstrap, JSON.hex)),
      .init("vector", .optional(vector, JSON.vector)), .init("voids", .array(voids.map(\.shown))),
      .init("confirmation", .optional(confirmation) { $0.shown }))
  }
}

extension SyncAnswer {
  var shown: JSON {
    .some(
      .init("version", .number(version)), .init("time", .number(time)),
      .init("spaces", .array(spaces.map(\.shown))),
      .init("isTokenDue", isTokenDue ? .bool(true) : .null))
  }
}

extension SyncAnswer.Space {
  var shown: JSON {
    .some(
      .init("space", .string(space.text)), .init("status", .string("\(status)")),
      .init("cursor", .optional(cursor) { $0.shown }),
      .init("entries", .array(entries.map(\.shown))), .init("more", .bool(more)),
      .init("head", .optional(head) { $0.shown }),
      .init("digest", head == nil ? .null : .fixed64(digest)),
      .init("streams", .array(streams.map(\.shown))),
      .init("outcomes", .array(outcomes.map { [.dot($0.dot), $0.outcome.shown] })),
      .init("receipt", .optional(receipt) { $0.shown }),
      .init("bootstrap", .optional(bootstrap) { $0.shown }),
      .init(
        "people",
        .array(people.map { [.string($0.person.text), .string($0.name), .string($0.role.text)] })),
      .init("name", .optional(name) { .string($0) }),
      .init("unadmitted", .array(unadmitted.map { .hex($0.bytes) })),
      .init("held", held == 0 ? .null : .number(held)))
  }
}

extension SyncAnswer.Receipt {
  var shown: JSON {
    .object(
      .init("epoch", .string(epoch.text)), .init("position", .number(position)),
      .init("hash", .hex(hash.bytes)), .init("time", .number(time)),
      .init("signature", .hex(signature)))
  }
}

extension SyncAnswer.Bootstrap {
  var shown: JSON {
    .some(
      .init("position", .number(position)), .init("hash", .hex(hash.bytes)),
      .init("streams", .array(streams.map(\.shown))), .init("states", .array(states.map(\.shown))),
      .init("waiting", .array(waiting.map(\.shown))), .init("token", .optional(token, JSON.hex)))
  }
}

extension SyncAnswer.State {
  var shown: JSON {
    .object(
      .init("document", .string(document.text)), .init("state", .hex(state)),
      .init("receipts", .array(receipts.map { [.dot($0.dot), .number($0.milliseconds)] })))
  }
}

extension SyncAnswer.Waiting {
  var shown: JSON {
    .object(
      .init("writer", .hex(writer.bytes)), .init("received", .number(received)),
      .init("change", .hex(change)), .init("link", .hex(link.bytes)))
  }
}

extension HistoryRequest {
  var shown: JSON {
    .some(
      .init("version", .number(version)), .init("space", .string(space.text)),
      .init("document", .string(document.text)), .init("after", .optional(after, JSON.hex)),
      .init("limit", .int(limit)))
  }
}

extension HistoryAnswer {
  var shown: JSON {
    .some(
      .init("version", .number(version)), .init("changes", .array(items.map(\.shown))),
      .init("voids", .array(voids.map(\.shown))), .init("token", .optional(token, JSON.hex)),
      .init(
        "successors",
        .array(successors.map { [.string($0.document.text), .string($0.successor.text)] })))
  }
}

extension HistoryAnswer.Item {
  var shown: JSON {
    .object(
      .init("writer", .hex(writer.bytes)), .init("received", .number(received)),
      .init("check", .check(check)), .init("change", .hex(change)))
  }
}

extension Bundle {
  var shown: JSON {
    .object(
      .init("space", .string(space.text)), .init("runs", .array(runs.map(\.shown))),
      .init("devices", .array(devices.map(\.shown))), .init("voids", .array(voids.map(\.shown))))
  }
}
