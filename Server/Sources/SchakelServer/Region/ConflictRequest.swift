import FoundationEssentials
import SchakelCore
import SchakelRegion

/// The body of `POST /v1/audit/conflicts`: every member may be left out. A member that is not known
/// is refused, since a filter that is misspelt would let all through.
struct ConflictRequest: Decodable {
  private enum Member: String, CodingKey, CaseIterable {
    case spaces, kind, field, person, from, until, state, severity, rule, limit, cursor
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private var spaces: [String]?
  private var texts: [Member: String] = [:]
  private var limit: Int?
  private var unknown: [String] = []

  init(from decoder: any Decoder) throws {
    let all = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
    unknown = all.filter { Member(rawValue: $0) == nil }.sorted()
    let members = try decoder.container(keyedBy: Member.self)
    spaces = try members.decodeIfPresent([String].self, forKey: .spaces)
    limit = try members.decodeIfPresent(Int.self, forKey: .limit)
    for member in Member.allCases where member != .spaces && member != .limit {
      texts[member] = try members.decodeIfPresent(String.self, forKey: member)
    }
  }

  /// What is asked; throws a ``Problem`` that names all that is wrong at once.
  func query() throws(Problem) -> ConflictQuery {
    var query = ConflictQuery()
    var faults = unknown.map { Self.fault("/\($0)", "unknown", "There is no such filter.") }
    func read<Value>(_ member: Member, _ parse: (String) -> Value?) -> Value? {
      guard let text = texts[member] else { return nil }
      let value = parse(text)
      if value == nil {
        faults.append(Self.fault("/\(member.rawValue)", "invalid", "This value is not valid."))
      }
      return value
    }
    query.kind = read(.kind, Self.name)
    query.field = read(.field, Self.name)
    query.person = read(.person, PersonID.init(text:))
    query.from = read(.from, Self.milliseconds)
    query.until = read(.until, Self.milliseconds)
    query.state = read(.state) { $0 == "open" ? .open : $0 == "settled" ? .settled : nil }
    query.severity = read(.severity, ConflictRecord.Severity.init(word:))
    query.rule = read(.rule, Self.name)
    query.cursor = read(.cursor, ConflictCursor.init(text:))
    query.spaces = spaces?.compactMap(SpaceID.init(text:))
    if query.spaces?.count != spaces?.count {
      faults.append(Self.fault("/spaces", "invalid", "A space has 16 hex digits."))
    }
    query.limit = limit ?? PageQuery.usualLimit
    if !PageQuery.limits.contains(query.limit) {
      faults.append(Self.fault("/limit", "invalid", "Write a number up to 1000."))
    }
    guard faults.isEmpty else {
      throw Problem(.invalidInput, "See errors for the places.", faults: faults)
    }
    return query
  }

  private static func fault(_ place: String, _ code: String, _ detail: String) -> Problem.Fault {
    Problem.Fault(.body, at: place, code: code, detail)
  }

  private static func name(_ text: String) -> Name? {
    text.utf8.count <= SchakelCore.Limits.nameBytes ? Name(text) : nil
  }

  /// RFC 3339, with or without a part of a second.
  private static func milliseconds(_ text: String) -> UInt64? {
    let styles = [true, false].map { Date.ISO8601FormatStyle(includingFractionalSeconds: $0) }
    let dates = styles.lazy.compactMap { try? $0.parse(text) }
    return dates.first.flatMap { UInt64(exactly: ($0.timeIntervalSince1970 * 1_000).rounded()) }
  }
}
