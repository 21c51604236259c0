import Hummingbird
import SchakelCore
import SchakelRegion

/// The parameters of `GET /v1/audit/conflicts` and of the export: none of them says anything of a
/// person.
struct ConflictPageQuery {
  private let parameters: [String: String]
  private var faults: [Problem.Fault] = []

  /// - Parameter names: the parameters that the address takes.
  init(_ request: Request, _ names: [String]) {
    var parameters: [String: String] = [:]
    for name in names {
      parameters[name] = request.uri.queryParameters[Substring(name)].map(String.init)
    }
    self.parameters = parameters
  }

  /// The space that is asked for, as a list of one; nil for all.
  func spaces() throws(Problem) -> [SpaceID]? {
    var query = self
    let spaces = query.space
    try query.refuseFaults()
    return spaces
  }

  /// A query without filters but the space.
  func query() throws(Problem) -> ConflictQuery {
    var (reading, query) = (self, ConflictQuery())
    query.spaces = reading.space
    query.cursor = reading.read("cursor", "Hand back a page's cursor.", ConflictCursor.init(text:))
    query.limit =
      reading.read("limit", "Write a number up to 1000.") {
        Int($0).flatMap { PageQuery.limits.contains($0) ? $0 : nil }
      } ?? PageQuery.usualLimit
    try reading.refuseFaults()
    return query
  }

  private var space: [SpaceID]? {
    mutating get { read("space", "A space has 16 hex digits.", SpaceID.init(text:)).map { [$0] } }
  }

  private mutating func read<Value>(
    _ name: String, _ advice: String, _ parse: (String) -> Value?
  ) -> Value? {
    guard let text = parameters[name] else { return nil }
    let value = parse(text)
    if value == nil { faults.append(.init(.query, at: name, code: "invalid", advice)) }
    return value
  }

  private func refuseFaults() throws(Problem) {
    guard faults.isEmpty else {
      throw Problem(.invalidInput, "See errors for the places.", faults: faults)
    }
  }
}
