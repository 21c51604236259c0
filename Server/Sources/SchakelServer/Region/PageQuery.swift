import Hummingbird
import SchakelCore

/// The parameters of `GET /v1/documents`, all checked at once.
struct PageQuery {
  static let limits = 1...1_000
  static let usualLimit = 100

  let space: SpaceID
  let cursor: Cursor?
  let limit: Int

  init(_ request: Request) throws(Problem) {
    let parameters = request.uri.queryParameters
    var faults: [Problem.Fault] = []
    func fault(_ name: String, _ code: String, _ detail: String) {
      faults.append(.init(.query, at: name, code: code, detail))
    }
    let space = parameters["space"].map(String.init)
    let cursor = parameters["cursor"].map(String.init)
    let limit = parameters["limit"].map(String.init)
    let spaceID = space.flatMap(SpaceID.init(text:))
    if space == nil { fault("space", "missing", "This parameter is required.") }
    if space != nil && spaceID == nil { fault("space", "invalid", "A space has 16 hex digits.") }
    let page = cursor.flatMap(PageCursor.init(text:))
    if cursor != nil && page == nil { fault("cursor", "invalid", "Hand back a page's cursor.") }
    let count = limit.map { Int($0) ?? 0 } ?? Self.usualLimit
    if !Self.limits.contains(count) { fault("limit", "invalid", "Write a number up to 1000.") }
    guard faults.isEmpty, let spaceID else {
      throw Problem(.invalidInput, "See errors for the places.", faults: faults)
    }
    self.space = spaceID
    self.cursor = page?.cursor
    self.limit = count
  }
}
