extension Kind {
  /// A field note (*veldnotitie*): what somebody saw and learned on the street.
  public static let fieldNote = Kind(
    name: "fieldNote", titleField: "title", textFields: ["body"],
    fields: [
      FieldDefinition("title", .keepAll, .line),
      FieldDefinition("body", .text, .prose),
      FieldDefinition("area", .latest, .area),
      FieldDefinition("place", .latest, .line),
      FieldDefinition("themes", .union, .word(.theme)),
      FieldDefinition("observedOn", .latest, .date),
      FieldDefinition("signal", .strictest(.signal), .choice(Strictness.signal.scale)),
      FieldDefinition("followUpOn", .latest, .date),
      FieldDefinition("followUpDone", .latest, .flag),
      FieldDefinition("visibility", .strictest(.visibility), .choice(Strictness.visibility.scale)),
      FieldDefinition("attachments", .union, .attachment),
    ])
}
