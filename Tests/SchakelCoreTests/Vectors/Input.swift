import SchakelCore

/// A vector's input that does not say what its format wants.
struct BadInput: Error {
  let json: String

  init(_ json: JSON) { self.json = json.compact }
}

/// The bytes that a member spells.
func hex(_ json: JSON) throws -> [UInt8] {
  guard let bytes = json.text.flatMap(Hex.decode) else { throw BadInput(json) }
  return bytes
}

func number(_ json: JSON) throws -> UInt64 {
  guard let value = json.integer, value >= 0 else { throw BadInput(json) }
  return UInt64(value)
}

func writer(_ json: JSON) throws -> Writer {
  guard let writer = Writer(bytes: try hex(json)) else { throw BadInput(json) }
  return writer
}

func check(_ json: JSON) throws -> UInt32 {
  guard let value = json.text.flatMap({ UInt32($0, radix: 16) }) else { throw BadInput(json) }
  return value
}

func dot(_ json: JSON) throws -> Dot {
  guard let dot = json.text.flatMap(Dot.init(text:)) else { throw BadInput(json) }
  return dot
}

func document(_ json: JSON) throws -> DocumentID {
  guard let id = json.text.flatMap(DocumentID.init(text:)) else { throw BadInput(json) }
  return id
}

func identifier<Subject>(_ json: JSON) throws -> Identifier<Subject> {
  guard let id = json.text.flatMap(Identifier<Subject>.init(text:)) else { throw BadInput(json) }
  return id
}

/// `[milliseconds, counter]`.
func time(_ json: JSON) throws -> HybridTime {
  guard json.items.count == 2, let count = UInt16(exactly: try number(json.items[1]))
  else { throw BadInput(json) }
  return HybridTime(milliseconds: try number(json.items[0]), counter: count)
}

/// `{"writer": …, "change": …}`.
func change(_ json: JSON) throws -> Change {
  try Change(encoded: try hex(json["change"]), writer: try writer(json["writer"]))
}

func vector(_ json: JSON) throws -> VersionVector {
  var reader = CBORReader(try hex(json))
  let vector = try VersionVector(from: &reader)
  try reader.finish()
  return vector
}
