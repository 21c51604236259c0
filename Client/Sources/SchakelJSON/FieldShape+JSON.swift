public import SchakelCore

extension FieldDefinition.Shape {
  /// The value that `json` stands for in a field of this shape.
  ///
  /// - Parameter year: of the division that area codes without a year of their own belong to.
  public func value(
    _ json: JSONValue, year: Int? = nil
  ) throws(Refusal.Reason) -> Value {
    switch self {
    case .line, .attachment: return Value(try Self.line(json))
    case .prose: return Value(try Self.text(json))
    case .word(let vocabulary): return Value(vocabulary.id(for: try Self.line(json)))
    case .flag:
      guard let flag = json.bool else { throw .expectedFlag }
      return Value(flag)
    case .date:
      let text = try Self.line(json)
      guard CalendarDay(text) != nil else { throw .badDate }
      return Value(text)
    case .choice(let choices):
      let text = try Self.line(json)
      guard choices.contains(where: { $0.utf8.elementsEqual(text.utf8) })
      else { throw .badChoice(choices) }
      return Value(text)
    case .area: return try Self.area(json, year: year).value
    case .reference:
      guard let id = DocumentID(text: try Self.line(json)) else { throw .badReference }
      return Value(id.text)
    }
  }

  private static func text(_ json: JSONValue) throws(Refusal.Reason) -> String {
    guard let text = json.string else { throw .expectedText }
    guard text.utf8.count <= Limits.valueBytes else { throw .tooLong(limit: Limits.valueBytes) }
    guard !text.allSatisfy(\.isWhitespace) else { throw .empty }
    return text
  }

  private static func line(_ json: JSONValue) throws(Refusal.Reason) -> String {
    let text = try text(json)
    guard !text.contains(where: \.isNewline) else { throw .lineBreak }
    return text
  }

  /// A code, or an object of a code and a year.
  private static func area(_ json: JSONValue, year: Int?) throws(Refusal.Reason) -> Area {
    let code = try line(json["code"] ?? json)
    let ownYear = try json["year"].map { json throws(Refusal.Reason) in try Self.year(json) }
    guard Area.isCode(code) else { throw .badArea }
    guard let year = ownYear ?? year else { throw .noYear }
    guard let area = Area(code: code, year: year) else { throw .badArea }
    return area
  }

  static func year(_ json: JSONValue) throws(Refusal.Reason) -> Int {
    guard let year = json.integer, (1_000...9_999).contains(year) else { throw .badYear }
    return year
  }

  /// How a value of this shape stands in a line; nil where it is of another shape, so that reading
  /// would not give it back. Areas stand with their year.
  public func json(_ value: Value) -> JSONValue? {
    let json: JSONValue?
    switch self {
    case .flag: json = value.flag.map(JSONValue.bool)
    case .area:
      json = Area(value).map { ["code": .string($0.code), "year": JSONValue($0.year)] }
    default: json = value.text.map(JSONValue.string)
    }
    guard let json, let back = try? self.value(json), back == value else { return nil }
    return json
  }
}
