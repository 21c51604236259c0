import SchakelCore
import SchakelJSON

/// Turns what was typed for fields into values, with what the device knows: the documents that may
/// be meant, and what year it is.
struct Typing {
  let device: Device
  /// Of areas that were typed without a year; this year where it is nil.
  let areaYear: Int?

  func value(_ text: String, of field: FieldDefinition) throws -> Value {
    let year = areaYear ?? device.context.dates.today?.year ?? 0
    return try TypedField(field: field, areaYear: year) { try device.document(typed: $0) }
      .value(text)
  }

  /// The edit of one `--set`, `--add` or `--remove`: `title=Bankje`.
  func assignment(_ text: String) throws -> (field: Name, value: String) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else {
      throw device.context.failure(
        ErrorPhrase.badAssignment, ["text": .text(text)], status: .usage)
    }
    return (field: Name(String(parts[0])), value: String(parts[1]))
  }
}
