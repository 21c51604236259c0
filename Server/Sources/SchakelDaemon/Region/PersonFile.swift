import SchakelCore
import SchakelRegion
import SchakelServer

/// Writes what the region holds on a person as one JSON document, a fact at a time: JSON.md says what is in
/// it. Each sort is a list, in the order of its first fact; one of which there is nothing is an empty list.
struct PersonFile {
  private static let sections = [
    "memberships", "devices", "invitations", "roles", "changes", "refusals", "held", "saidAgain",
    "forks", "conflicts", "readings", "profiles", "erasures", "confirmations",
    "admissions", "decisions", "withdrawals", "openings", "retention", "dailyRetention", "log",
  ]

  private let time: UInt64
  private let put: ([UInt8]) throws -> Void
  /// The place in ``sections`` of the list that is being written; -1 before the first.
  private var section = -1
  private var isEmpty = true

  init(at time: UInt64, _ put: @escaping ([UInt8]) throws -> Void) {
    self.time = time
    self.put = put
  }

  mutating func take(_ fact: PersonFact) throws {
    if case .person(let person) = fact { return try begin(person) }
    try begin(fact.section)
    try add(fact.json)
  }

  private func begin(_ person: PersonRecord) throws {
    let who: JSON = [
      "id": .string(person.id.text), "name": .string(person.name),
      "handle": .string(person.handle),
    ]
    try put(Array("{\n\"made\": \"\(rfc3339(time))\",\n\"person\": ".utf8) + who.bytes())
  }

  /// Goes on to a list, over those of which there is nothing.
  mutating func begin(_ name: String) throws {
    guard let wanted = Self.sections.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }),
      wanted > section
    else { return }
    while section < wanted {
      if section >= 0 { try put(Array((isEmpty ? "]" : "\n]").utf8)) }
      section += 1
      isEmpty = true
      try put(Array(",\n\"\(Self.sections[section])\": [".utf8))
    }
  }

  /// One fact a line.
  mutating func add(_ json: JSON) throws {
    try put(Array((isEmpty ? "\n" : ",\n").utf8) + json.bytes())
    isEmpty = false
  }

  mutating func end() throws {
    try begin(Self.sections[Self.sections.count - 1])
    try put(Array((isEmpty ? "]\n}\n" : "\n]\n}\n").utf8))
  }
}
