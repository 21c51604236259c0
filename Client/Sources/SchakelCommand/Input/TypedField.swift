import SchakelCore
import SchakelJSON

/// What somebody typed for a field, made into the value to store: words in either language, days
/// also as `31-05-2024`, areas with or without their year.
struct TypedField {
  let field: FieldDefinition
  /// The year of areas that were typed without one.
  let areaYear: Int
  /// The id of the document that was meant.
  let document: (String) throws -> DocumentID

  func value(_ text: String) throws -> Value {
    if case .reference = field.shape { return Value(try document(text).text) }
    do throws(Refusal.Reason) {
      return try field.shape.value(try json(text))
    } catch {
      throw Refusal(error, field: field.name.text)
    }
  }

  private func json(_ text: String) throws(Refusal.Reason) -> JSONValue {
    switch field.shape {
    case .flag:
      guard let flag = FlagPhrase.flag(typed: text) else { throw .expectedFlag }
      return .bool(flag)
    case .choice(let choices):
      return .string(Labels.choice(typed: text, among: choices) ?? text)
    case .date: return .string(Self.day(text)?.text ?? text)
    case .area: return Self.area(text, year: areaYear)
    default: return .string(text)
    }
  }

  /// `2024-05-31`, `31-05-2024` or `31/5/2024`.
  static func day(_ text: String) -> CalendarDay? {
    if let day = CalendarDay(text) { return day }
    let parts = text.split(whereSeparator: { "-/.".contains($0) }).map { Int($0) }
    guard parts.count == 3, let day = parts[0], let month = parts[1], let year = parts[2],
      year >= 1_000
    else { return nil }
    return CalendarDay(year: year, month: month, day: day)
  }

  /// `WK034403`, or with its year `WK034403/2024`; small letters are meant as capitals.
  private static func area(_ text: String, year: Int) -> JSONValue {
    let parts = text.split(separator: "/", maxSplits: 1)
    let code = JSONValue.string((parts.first.map(String.init) ?? text).uppercased())
    let ownYear = parts.count == 2 ? Int(parts[1]).map { JSONValue($0) } ?? .null : JSONValue(year)
    return ["code": code, "year": ownYear]
  }
}
