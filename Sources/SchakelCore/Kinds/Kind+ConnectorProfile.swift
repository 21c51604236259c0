extension Kind {
  /// A connector profile (*schakelaarprofiel*): a person who links residents, professionals and
  /// institutions. It stays a draft until that person has consented.
  public static let connectorProfile = Kind(
    name: "connectorProfile", titleField: "name", textFields: ["role", "mandate"],
    fields: [
      FieldDefinition("name", .keepAll, .line),
      FieldDefinition("role", .latest, .line),
      FieldDefinition("organisations", .union, .line),
      FieldDefinition("mandate", .text, .prose),
      FieldDefinition("expertise", .union, .line),
      FieldDefinition("areas", .union, .area),
      FieldDefinition("languages", .union, .line),
      FieldDefinition("contact", .keepAll, .line),
      FieldDefinition("availability", .latest, .line),
      FieldDefinition("consent", .strictest(.consent), .choice(Strictness.consent.scale)),
      FieldDefinition("stories", .union, .reference("successStory")),
      FieldDefinition("visibility", .strictest(.visibility), .choice(Strictness.visibility.scale)),
    ])
}
