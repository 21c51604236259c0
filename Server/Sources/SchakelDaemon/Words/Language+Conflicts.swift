import SchakelCore
import SchakelRegion

extension Language {
  /// What a record is of, in words.
  func severity(_ record: ConflictRecord) -> String {
    record.severity == .conflict
      ? say("conflict", "botsing") : say("parallel edit", "tegelijk bijgewerkt")
  }

  /// How things stand with a record.
  func state(_ record: ConflictRecord, _ names: Names) -> String {
    guard let end = record.ending, !record.isOpen else {
      return record.severity == .conflict
        ? say("open", "open") : say("no choice needed", "niemand hoeft te kiezen")
    }
    if let rule = end.rule { return say("by rule \(rule.text)", "door regel \(rule.text)") }
    let who = end.author.map(names.name) ?? "-"
    return say("settled by \(who)", "gekozen door \(who)")
  }

  /// The field of a record; of one without a field what met.
  func field(_ record: ConflictRecord) -> String {
    record.field == .lifecycle
      ? say("edited and deleted", "bewerkt en verwijderd") : record.field.text
  }

  /// What befell a record.
  func event(_ event: ConflictRecord.Event, _ names: Names) -> String {
    let who = event.author.map(names.name) ?? "-"
    return switch event.kind {
    case .found: say("found, by a change of \(who)", "gevonden, door een wijziging van \(who)")
    case .joined: say("joined by a change of \(who)", "een wijziging van \(who) kwam erbij")
    case .settled:
      event.rule.map { say("settled by rule \($0.text)", "gekozen door regel \($0.text)") }
        ?? say("settled by \(who)", "gekozen door \(who)")
    case .reopened:
      say("opened again by a change of \(who)", "weer open door een wijziging van \(who)")
    case .erased: say("words of one version were erased", "woorden van één versie zijn gewist")
    }
  }

  /// What a change did to the field.
  func operation(_ kind: Operation.Kind?) -> String {
    switch kind {
    case .set: say("wrote", "schreef")
    case .add: say("added", "voegde toe")
    case .remove: say("removed", "haalde weg")
    case .delete: say("deleted the document", "verwijderde het document")
    case .restore: say("restored the document", "zette het document terug")
    case nil: say("edited the document", "bewerkte het document")
    }
  }
}

/// Who is behind a pseudonym, as far as the region knows.
struct Names {
  private let names: [PersonID: String]

  init(_ people: [AuditPart.Person]) {
    names = Dictionary(people.map { ($0.person, $0.name) }, uniquingKeysWith: { $1 })
  }

  /// The name, or else the pseudonym.
  func name(_ person: PersonID) -> String { names[person] ?? person.text }

  /// Who wrote the versions of a record, each once.
  func authors(of record: ConflictRecord) -> String {
    var authors: [PersonID] = []
    for version in record.versions where !authors.contains(version.author) {
      authors.append(version.author)
    }
    return authors.map(name).joined(separator: ", ")
  }
}
