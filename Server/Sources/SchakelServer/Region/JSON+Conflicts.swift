public import SchakelCore
public import SchakelRegion

// What is on record, for the command and for HTTP: JSON.md and openapi.yaml say what the members
// mean.
extension JSON {
  /// A record without what was written.
  public init(_ item: ConflictPage.Item) {
    let record = item.record
    self = Self.conflict(
      record, in: item.space, versions: record.versions.map { .object(Self.members($0)) },
      events: record.events.map { .object(Self.members($0)) })
  }

  /// A record with what was written, and who is behind the pseudonyms.
  public init(_ detail: ConflictDetail) {
    let versions = zip(detail.record.versions, detail.versions).map { version, content in
      JSON.object(Self.members(version) + Self.members(content))
    }
    let events = zip(detail.record.events, detail.settlements).map { event, content in
      JSON.object(Self.members(event) + (content.map(Self.members) ?? []))
    }
    self = [
      "conflict": Self.conflict(
        detail.record, in: detail.space.id, versions: versions, events: events),
      "spaceName": .string(detail.space.name),
      "people": .array(detail.people.map { JSON($0) }),
      "devices": .array(
        detail.devices.map {
          [
            "id": .string($0.replica.text), "name": .string($0.name),
            "person": .string($0.person.text),
          ]
        }),
    ]
  }

  /// A pseudonym and its name.
  public init(_ person: AuditPart.Person) {
    self = ["id": .string(person.person.text), "name": .string(person.name)]
  }

  private static func conflict(
    _ record: ConflictRecord, in space: SpaceID, versions: [JSON], events: [JSON]
  ) -> JSON {
    [
      "id": .string(record.id.text), "space": .string(space.text),
      "document": .string(record.document.text),
      "kind": record.kind.map { .string($0.text) } ?? .null,
      "field": .string(record.field.text), "policy": .string(record.policy.word),
      "severity": .string(record.severity.word),
      "state": .string(record.isOpen ? "open" : "settled"),
      "found": .string(rfc3339(record.found.time)), "versions": .array(versions),
      "events": .array(events),
    ]
  }

  private static func members(_ version: ConflictRecord.Version) -> [Member] {
    [
      Member("dot", .string(version.dot.text)),
      Member("device", .string(version.dot.writer.replica.text)),
      Member("author", .string(version.author.text)),
      Member("time", .string(rfc3339(version.time.milliseconds))),
      Member("received", .string(rfc3339(version.received))),
      Member(
        "context",
        .array(
          version.context.entries.map {
            .string(Dot(writer: $0.writer, counter: $0.counter).text)
          })),
    ]
  }

  private static func members(_ event: ConflictRecord.Event) -> [Member] {
    [
      Member("what", .string(event.kind.word)), Member("position", .unsigned(event.position)),
      Member("time", .string(rfc3339(event.time))), Member("dot", .string(event.dot.text)),
      Member("purpose", .string(event.purpose.word)),
      Member("rule", event.rule.map { .string($0.text) } ?? .null),
      Member("author", event.author.map { .string($0.text) } ?? .null),
    ]
  }

  /// Values that were erased are null; an edit that met a deletion has no operation on it.
  private static func members(_ content: ConflictDetail.Content) -> [Member] {
    (content.operation.map { [Member("operation", .string($0.word))] } ?? []) + [
      Member("values", content.values.map { .array($0.map { JSON($0) }) } ?? .null),
      Member("reason", content.reason.map(JSON.string) ?? .null),
      Member("stands", .bool(content.stands)),
    ]
  }
}

/// A moment as RFC 3339 writes it, UTC.
private func rfc3339(_ time: UInt64) -> String {
  UTCTime(millisecondsSince1970: Int64(clamping: time)).rfc3339
}
