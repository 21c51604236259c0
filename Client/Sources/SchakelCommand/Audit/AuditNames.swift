import SchakelCore

/// What people are called in an audit: by name where the file gives one.
struct AuditNames {
  let language: Language
  private let people: [PersonID: String]
  /// Under whose pseudonym the region writes what its rules decide.
  private let region: Set<PersonID>

  init(
    _ people: [AuditPart.Person], devices: some Sequence<LogEntry.Device>, regionKey: [UInt8],
    in language: Language
  ) {
    self.language = language
    self.people = Dictionary(people.map { ($0.person, $0.name) }, uniquingKeysWith: { $1 })
    region = Set(devices.filter { $0.publicKey == regionKey }.map(\.person))
  }

  /// - Parameter person: nil for the operator.
  func name(_ person: PersonID?) -> String {
    guard let person else { return language(AuditPhrase.operator) }
    if region.contains(person) { return language(AuditPhrase.theRegion) }
    if let name = people[person], !name.isEmpty { return SafeText.line(name) }
    return language(AuditPhrase.unknownPerson, ["id": .text(String(person.text.suffix(4)))])
  }

  /// Whose device, and which of theirs; the region has one.
  func device(_ replica: ReplicaID, of person: PersonID?) -> String {
    deviceLines(replica, of: person).joined(separator: ", ")
  }

  /// As ``device(_:of:)``, in one line or two.
  func deviceLines(_ replica: ReplicaID, of person: PersonID?) -> [String] {
    let name = name(person)
    guard let person, !region.contains(person) else { return [name] }
    let device = language(
      AuditPagePhrase.device, ["id": .text(String(replica.text.suffix(4)))])
    return [name, device]
  }

  /// Each person once, in this order: "anna, bram en cor".
  func list(_ persons: [PersonID]) -> String {
    var each: [PersonID] = []
    for person in persons where !each.contains(person) { each.append(person) }
    let names = each.map { name($0) }
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ")
      + " " + language(AuditPhrase.and, ["name": .text(last)])
  }

  /// The name that the file gives, for programs; nil where it gives none.
  func given(_ person: PersonID) -> String? { people[person] }
}
