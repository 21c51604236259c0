import SchakelCore
import SchakelJSON
import SchakelStore

/// What became of something that the person wrote, in JSON (JSON.md).
enum NoticeJSON {
  static func notice(_ notice: VersionNotice) -> JSONValue {
    [
      "document": .string(notice.document.text), "title": .string(notice.title),
      "space": DocumentJSON.space(notice.space),
      "field": notice.field == .lifecycle ? .null : .string(notice.field.text),
      "outcome": .string("\(notice.sort)"), "by": DocumentJSON.author(notice.by),
      "others": .array(notice.others.map { DocumentJSON.author($0) }),
      "reason": notice.reason.map(JSONValue.string) ?? .null,
      "noticed": DocumentJSON.time(notice.noticed), "new": .bool(notice.isNew),
    ]
  }
}
