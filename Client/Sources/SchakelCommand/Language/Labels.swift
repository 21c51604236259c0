import SchakelCore
import SchakelStore

/// What people call kinds, fields and choices. What has no label here is shown by its own name.
struct Labels: Sendable {
  let language: Language

  typealias Table = [(id: Name, dutch: String, english: String)]

  private func find(_ id: Name, in table: Table) -> String? {
    guard let row = table.first(where: { $0.id == id }) else { return nil }
    return language == .dutch ? row.dutch : row.english
  }

  func kind(_ name: Name) -> String { find(name, in: Self.kinds) ?? name.text }

  /// Fields of the same name mean the same in every kind.
  func field(_ name: Name) -> String { find(name, in: Self.fields) ?? name.text }

  func choice(_ id: String) -> String { find(Name(id), in: Self.choices) ?? id }

  /// The id of a choice that was typed by its id or in a language.
  static func choice(typed text: String, among choices: [String]) -> String? {
    let wanted = text.lowercased()
    return choices.first { id in
      guard id.lowercased() != wanted else { return true }
      guard let row = Self.choices.first(where: { $0.id == Name(id) }) else { return false }
      return row.dutch == wanted || row.english == wanted
    }
  }

  func word(_ id: String, of vocabulary: Vocabulary) -> String {
    guard let word = vocabulary.word(id) else { return id }
    return language == .dutch ? word.dutch : word.english
  }

  func role(_ role: Role) -> String { find(Name(role.text), in: Self.roles) ?? role.text }
}

extension Labels {
  static let kinds: Table = [
    ("fieldNote", "veldnotitie", "field note"),
    ("successStory", "succesverhaal", "success story"),
    ("connectorProfile", "schakelaarprofiel", "connector profile"),
  ]

  static let fields: Table = [
    ("title", "titel", "title"),
    ("name", "naam", "name"),
    ("body", "tekst", "text"),
    ("summary", "samenvatting", "summary"),
    ("area", "gebied", "area"),
    ("areas", "gebieden", "areas"),
    ("place", "plek", "place"),
    ("themes", "thema's", "themes"),
    ("observedOn", "gezien op", "seen on"),
    ("signal", "signaal", "signal"),
    ("followUpOn", "opvolgen op", "follow up on"),
    ("followUpDone", "opgevolgd", "followed up"),
    ("visibility", "te zien voor", "visible to"),
    ("attachments", "bijlagen", "attachments"),
    ("outcome", "uitkomst", "outcome"),
    ("successFactors", "wat hielp", "what helped"),
    ("needs", "wat nodig is", "what it takes"),
    ("barriers", "wat in de weg zat", "what stood in the way"),
    ("lessons", "lessen", "lessons"),
    ("evidence", "onderbouwing", "evidence"),
    ("period", "periode", "period"),
    ("partners", "partners", "partners"),
    ("contact", "contact", "contact"),
    ("role", "rol", "role"),
    ("organisations", "organisaties", "organisations"),
    ("mandate", "opdracht", "mandate"),
    ("expertise", "kennis", "expertise"),
    ("languages", "talen", "languages"),
    ("availability", "bereikbaar", "available"),
    ("consent", "toestemming", "consent"),
    ("stories", "verhalen", "stories"),
  ]

  static let choices: Table = [
    ("none", "geen", "none"),
    ("watch", "let op", "watch"),
    ("urgent", "dringend", "urgent"),
    ("public", "iedereen", "everyone"),
    ("region", "de regio", "the region"),
    ("team", "het team", "the team"),
    ("own", "alleen ik", "only me"),
    ("success", "gelukt", "success"),
    ("failure", "misser", "failure"),
    ("mixed", "deels gelukt", "mixed"),
    ("experience", "eigen ervaring", "experience"),
    ("described", "beschreven", "described"),
    ("evaluated", "onderzocht", "evaluated"),
    ("given", "gegeven", "given"),
    ("withdrawn", "ingetrokken", "withdrawn"),
  ]

  static let roles: Table = [
    ("none", "geen lid meer", "no longer a member"),
    ("reader", "lezer", "reader"),
    ("contributor", "deelnemer", "contributor"),
    ("coordinator", "coördinator", "coordinator"),
    ("auditor", "controleur", "auditor"),
  ]
}
