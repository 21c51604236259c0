import SchakelCore

/// How vectors show what the core holds.
extension JSON {
  static func hex(_ bytes: [UInt8]) -> JSON { .string(Hex.encode(bytes)) }

  static func number(_ value: UInt64) -> JSON { .int(Int(value)) }

  static func check(_ value: UInt32) -> JSON {
    .hex((0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - $0 * 8)) })
  }

  static func fixed64(_ value: UInt64) -> JSON {
    .hex((0..<8).map { UInt8(truncatingIfNeeded: value >> UInt64(56 - $0 * 8)) })
  }

  static func time(_ time: HybridTime) -> JSON {
    [.number(time.milliseconds), .int(Int(time.counter))]
  }

  static func dot(_ dot: Dot) -> JSON { .string(dot.text) }

  static func vector(_ vector: VersionVector) -> JSON {
    .array(
      vector.entries.map { [.hex($0.writer.bytes), .number($0.counter), .check($0.check)] })
  }

  static func vectorBytes(_ vector: VersionVector) -> JSON {
    var out = CBORWriter()
    vector.encode(to: &out)
    return .hex(out.bytes)
  }

  static func optional<Value>(_ value: Value?, _ show: (Value) -> JSON) -> JSON {
    value.map(show) ?? .null
  }

  static func name(_ name: Name) -> JSON { .string(name.text) }
}

extension Change {
  var shown: JSON {
    .object(
      .init("header", header.shown), .init("payload", payload.shown),
      .init("payloadDigest", .hex(payload.digest(.portable).bytes)))
  }
}

extension ChangeHeader {
  var shown: JSON {
    .some(
      .init("counter", .number(counter)), .init("document", .string(document.text)),
      .init("time", .time(time)), .init("author", .string(author.text)),
      .init("context", .vector(context)),
      .init("operations", .array(operations.map(\.shown))),
      .init("purpose", .string("\(purpose)")), .init("kind", .optional(kind, JSON.name)),
      .init("rule", .optional(rule, JSON.name)),
      .init("origin", .optional(origin) { $0.shown }))
  }
}

extension ChangeHeader.Origin {
  var shown: JSON {
    switch self {
    case .document(let space, let document):
      .object(.init("space", .string(space.text)), .init("document", .string(document.text)))
    case .change(let dot, let check):
      .object(.init("dot", .dot(dot)), .init("check", .check(check)))
    }
  }
}

extension Operation {
  var shown: JSON {
    .some(
      .init("code", .string("\(kind)")), .init("field", .name(field)), .init("count", .int(count)),
      .init("replaces", .array(replaces.map(\.shown))),
      .init("origins", origins.isEmpty ? .null : .array(origins.map { .optional($0) { $0.shown } }))
    )
  }
}

extension Operation.Target {
  var shown: JSON { .some(.init("dot", .dot(dot)), .init("index", .optional(index) { .int($0) })) }
}

extension Operation.Origin {
  var shown: JSON { .object(.init("dot", .dot(dot)), .init("author", .string(author.text))) }
}

extension Payload {
  var shown: JSON {
    guard let content = try? content() else {
      return .object(.init("erased", .hex(digest(.portable).bytes)))
    }
    return .some(
      .init("salt", .hex(content.salt)),
      .init("values", .array(content.values.map { .hex($0.encoded) })),
      .init("reason", .optional(content.reason) { .string($0) }))
  }
}

extension DocumentState {
  var shown: JSON {
    .object(
      .init("kind", .optional(kind, JSON.name)), .init("madeBy", .optional(madeBy, JSON.dot)),
      .init("vector", .vector(vector)),
      .init("voidEnds", .array(voidEnds.map { [.hex($0.writer.bytes), .number($0.effective)] })),
      .init(
        "fields",
        .array(
          fields.map {
            .object(
              .init("name", .name($0.name)), .init("siblings", .array($0.siblings.map(\.shown))))
          })))
  }
}

extension Sibling {
  var shown: JSON {
    .some(
      .init("dot", .dot(dot)), .init("index", .int(index)), .init("time", .time(time)),
      .init("author", .string(author.text)), .init("origin", .optional(origin) { $0.shown }),
      .init("value", .optional(value) { .hex($0.encoded) }),
      .init("erased", content == .erased ? true : .null))
  }
}

extension ApplyOutcome {
  /// The outcome's name, and what it is about.
  var shown: JSON {
    switch self {
    case .applied: ["applied"]
    case .known: ["known"]
    case .waiting(let dots): .array(["waiting"] + dots.map(JSON.dot))
    case .fork(let dot): ["fork", .dot(dot)]
    case .invalid(let reason): ["invalid", .string("\(reason)")]
    }
  }
}
