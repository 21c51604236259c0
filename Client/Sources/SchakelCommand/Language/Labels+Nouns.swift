import SchakelCore

extension Labels {
  /// A field as a sentence speaks of it: "de titel", "the title". One that has no words here, by its
  /// own name.
  func noun(_ name: Name) -> String {
    guard let row = Self.nouns.first(where: { $0.id == name }) else { return "'\(field(name))'" }
    return language == .dutch ? row.dutch : row.english
  }

  static let nouns: Table = [
    ("title", "de titel", "the title"),
    ("name", "de naam", "the name"),
    ("body", "de tekst", "the text"),
    ("summary", "de samenvatting", "the summary"),
    ("area", "het gebied", "the area"),
    ("areas", "de gebieden", "the areas"),
    ("place", "de plek", "the place"),
    ("themes", "de thema's", "the themes"),
    ("observedOn", "de datum", "the date"),
    ("signal", "het signaal", "the signal"),
    ("followUpOn", "de opvolgdatum", "the date of the follow-up"),
    ("followUpDone", "de opvolging", "the follow-up"),
    ("visibility", "de zichtbaarheid", "the visibility"),
    ("attachments", "de bijlagen", "the attachments"),
    ("outcome", "de uitkomst", "the outcome"),
    ("successFactors", "wat hielp", "what helped"),
    ("needs", "wat nodig is", "what it takes"),
    ("barriers", "wat in de weg zat", "what stood in the way"),
    ("lessons", "de lessen", "the lessons"),
    ("evidence", "de onderbouwing", "the evidence"),
    ("period", "de periode", "the period"),
    ("partners", "de partners", "the partners"),
    ("contact", "het contact", "the contact"),
    ("role", "de rol", "the role"),
    ("organisations", "de organisaties", "the organisations"),
    ("mandate", "de opdracht", "the mandate"),
    ("expertise", "de kennis", "the expertise"),
    ("languages", "de talen", "the languages"),
    ("availability", "de bereikbaarheid", "the availability"),
    ("consent", "de toestemming", "the consent"),
    ("stories", "de verhalen", "the stories"),
  ]
}
