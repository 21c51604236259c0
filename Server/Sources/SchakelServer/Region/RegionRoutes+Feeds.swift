import Hummingbird
import NIOCore
import SchakelCore
import SchakelRegion

extension RegionRoutes {
  /// `GET /v1/spaces`: the spaces of the device's person.
  @Sendable func spaces(_ request: Request, _ context: Context) async throws -> Response {
    let memberships = try service.memberships(of: try context.requireDevice())
    return .json(["spaces": JSON(memberships)])
  }

  /// `GET /v1/documents`: a page of a space's documents, in the order in which they last changed.
  @Sendable func documents(_ request: Request, _ context: Context) async throws -> Response {
    let device = try context.requireDevice()
    let query = try PageQuery(request)
    let page = try await service.documents(
      in: query.space, after: query.cursor, limit: query.limit, for: device)
    return .json([
      "documents": .array(page.items.map { JSON($0) }),
      "cursor": .string(PageCursor(page.cursor).text), "more": .bool(page.more),
    ])
  }
}

extension JSON {
  /// A deleted document says that it is, and no more.
  init(_ item: DocumentPage.Item) {
    let fields = item.lifecycle == .deleted ? [] : item.fields
    self = [
      "document": .string(item.document.text), "space": .string(item.space.text),
      "kind": .string(item.kind.text), "lifecycle": .string(item.lifecycle.word),
      "position": .unsigned(item.position),
      "received": .string(
        UTCTime(millisecondsSince1970: Int64(clamping: item.received)).rfc3339),
      "fields": .object(fields.map { Member($0.name.text, JSON($0.view)) }),
    ]
  }

  init(_ view: FieldView) {
    self = [
      "shown": .array(view.shown.map { JSON($0) }), "standing": .string(view.standing.word),
    ]
  }
}

extension Lifecycle {
  fileprivate var word: String {
    switch self {
    case .alive: "alive"
    case .deleted: "deleted"
    case .contested: "contested"
    }
  }
}

extension FieldView.Standing {
  fileprivate var word: String {
    switch self {
    case .plain: "plain"
    case .parallelEdit: "parallel-edit"
    case .conflict: "conflict"
    }
  }
}
