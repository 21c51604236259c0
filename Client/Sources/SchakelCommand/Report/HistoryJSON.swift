import SchakelCore
import SchakelJSON
import SchakelStore

/// Changes as they stand in JSON (JSON.md).
enum HistoryJSON {
  static func item(_ item: HistoryItem, in kind: Kind?) -> JSONValue {
    .object([
      .init("dot", .string(item.dot.text)), .init("author", DocumentJSON.author(item.author)),
      .init("time", DocumentJSON.time(item.time)),
      .init("received", DocumentJSON.time(item.received)),
      .init("purpose", .string("\(item.purpose)")),
      .init("reason", item.reason.map(JSONValue.string) ?? .null),
      .init("erased", .bool(item.isErased)),
      .init("refused", item.refusal.map { .string("\($0)") } ?? .null),
      .init("steps", .array(item.steps.map { step($0, in: kind) })),
    ])
  }

  private static func step(_ step: HistoryItem.Step, in kind: Kind?) -> JSONValue {
    let field = kind?.field(step.field)
    return [
      "field": step.field == .lifecycle ? .null : .string(step.field.text),
      "operation": .string("\(step.kind)"), "values": values(step.values, of: field),
      "replaced": .array(
        step.replaced.map { replaced in
          [
            "dot": .string(replaced.dot.text),
            "index": replaced.index.map { JSONValue($0) } ?? .null,
            "values": replaced.values.map { values($0, of: field) } ?? .null,
          ]
        }),
      "concurrent": .array(step.concurrent.map { .string($0.text) }),
    ]
  }

  static func values(_ values: [Value], of field: FieldDefinition?) -> JSONValue {
    .array(values.map { field?.shape.json($0) ?? JSONValue($0.item) })
  }
}
