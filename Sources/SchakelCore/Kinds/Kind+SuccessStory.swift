extension Kind {
  /// A success story (*succesverhaal*), or a failure (*misser*), which is one with another outcome
  /// and as welcome.
  public static let successStory = Kind(
    name: "successStory", titleField: "title", textFields: ["summary", "body", "lessons"],
    fields: [
      FieldDefinition("title", .keepAll, .line),
      FieldDefinition("summary", .text, .prose),
      FieldDefinition("body", .text, .prose),
      FieldDefinition("outcome", .keepAll, .choice(["success", "failure", "mixed"])),
      FieldDefinition("successFactors", .union, .word(.successFactor)),
      FieldDefinition("needs", .union, .word(.need)),
      FieldDefinition("barriers", .union, .word(.barrier)),
      FieldDefinition("lessons", .text, .prose),
      FieldDefinition("evidence", .keepAll, .choice(["experience", "described", "evaluated"])),
      FieldDefinition("period", .latest, .line),
      FieldDefinition("partners", .union, .line),
      FieldDefinition("area", .latest, .area),
      FieldDefinition("themes", .union, .word(.theme)),
      FieldDefinition("contact", .latest, .reference("connectorProfile")),
      FieldDefinition("visibility", .strictest(.visibility), .choice(Strictness.visibility.scale)),
      FieldDefinition("attachments", .union, .attachment),
    ])
}
