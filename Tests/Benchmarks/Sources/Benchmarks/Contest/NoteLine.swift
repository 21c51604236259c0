import Foundation
import SchakelCore

/// A note as a line of JSON, so that every contender writes the very same.
struct NoteLine: Encodable {
  let id: String
  let fields: [String: Field]
  /// The days to which its follow-up is moved, one after another.
  let moved: [String]

  /// What the fields of notes hold.
  enum Field: Encodable {
    case text(String)
    case flag(Bool)
    case area(Area)

    init(_ value: Value) throws {
      if let text = value.text {
        self = .text(text)
      } else if let area = Area(value) {
        self = .area(area)
      } else if [Value(true), Value(false)].contains(value) {
        self = .flag(value == Value(true))
      } else {
        throw Unexpected("a value that has no place in a line")
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let text): try container.encode(text)
      case .flag(let flag): try container.encode(flag)
      case .area(let area): try container.encode("\(area.code) \(area.year)")
      }
    }
  }

  init(_ number: Int) throws {
    let note = Note(number)
    id = DocumentID.sample(number).bytes.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    var fields: [String: Field] = [:]
    for (name, values) in note.fields { fields[name.text] = try Field(values[0]) }
    self.fields = fields
    moved = (0..<Contest.updates).map { note.moved($0).value.text ?? "" }
  }
}
