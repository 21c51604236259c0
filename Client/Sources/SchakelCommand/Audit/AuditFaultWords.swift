import SchakelCore

/// The first thing in a file that does not hold, in the words for the person who asked.
struct AuditFaultWords {
  let fault: AuditFault
  let context: CommandContext

  /// What is wrong, in a sentence.
  var sentence: String { context.language(AuditFaultPhrase(fault.code)) }

  /// Where, as names with what they stand for.
  var places: [(name: String, value: String)] {
    let language = context.language
    var places: [(name: String, value: String)] = []
    if let space = fault.space { places.append((language(AuditPhrase.group), space.text)) }
    if let position = fault.position {
      places.append((language(AuditPhrase.position), language.number(Int(clamping: position))))
    }
    if let document = fault.document {
      places.append((language(AuditPhrase.contribution), document.text))
    }
    if let field = fault.field {
      places.append((language(AuditPhrase.field), context.labels.auditField(field)))
    }
    if let record = fault.record { places.append((language(AuditPhrase.record), record.text)) }
    places.append((language(AuditPhrase.detail), fault.message))
    return places
  }

  var lines: [String] {
    var facts = Facts()
    for place in places { facts.add(place.name, place.value) }
    return Wrapping.lines(sentence, width: context.terminal.width)
      + facts.lines(on: context.terminal)
  }
}

extension Labels {
  /// What a field is called where an edit that met a deletion has a name too.
  func auditField(_ field: Name) -> String {
    field == .lifecycle ? language(AuditPhrase.lifecycle) : self.field(field)
  }
}
