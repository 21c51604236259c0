import SchakelCore

/// A field note of twelve fields with about 400 bytes of text: the eleven fields of the kind, and
/// one that no version of Schakel knows.
struct Note: Sendable {
  /// Its number, from which everything in it follows.
  let number: Int
  let fields: [Name: [Value]]

  init(_ number: Int) {
    self.number = number
    var text = DutchText(seed: UInt64(number))
    let day = 1 + text.number(below: 28)
    fields = [
      "title": [Value(text.title())],
      "body": [Value(text.prose(bytes: 330))],
      "area": [Area(code: "WK99990\(text.number(below: 10))", year: 2024)?.value ?? .null],
      "place": [Value("Voorbeeldplein \(1 + text.number(below: 90))")],
      "themes": [Value(text.pick(["safety", "connectors", "earlySignals"]))],
      "observedOn": [Value("2026-03-\(day < 10 ? "0" : "")\(day)")],
      "signal": [Value(text.pick(["none", "watch", "urgent"]))],
      "followUpOn": [Value("2026-04-\(day < 10 ? "0" : "")\(day)")],
      "followUpDone": [Value(false)],
      "visibility": [Value("team")],
      "attachments": [Value("foto-\(number).jpg")],
      "weather": [Value(text.pick(["droog", "regen", "wind"]))],
    ]
  }

  /// What a store that knows nothing of Schakel keeps of it: a CBOR map of names and values.
  var content: [UInt8] { Self.content(of: fields) }

  static func content(of fields: [Name: [Value]]) -> [UInt8] {
    var out = CBORWriter()
    out.mapHead(fields.count)
    for (name, values) in fields.sorted(by: { $0.key < $1.key }) {
      out.text(name.text)
      out.encoded(values[0].encoded)
    }
    return out.bytes
  }

  /// The note after its follow-up was moved: one field, one value.
  func moved(_ times: Int) -> (field: Name, value: Value) {
    ("followUpOn", Value("2027-0\(1 + times % 9)-1\(number % 10)"))
  }

  /// What a search looks through.
  struct Text {
    let title: [UInt8]
    let body: [UInt8]
  }

  var text: Text {
    func bytes(_ field: Name) -> [UInt8] { Array((fields[field]?.first?.text ?? "").utf8) }
    return Text(title: bytes("title"), body: bytes("body"))
  }
}

extension DocumentID {
  /// The id of a note's document, wherever it is made.
  static func sample(_ number: Int) -> DocumentID {
    var random = SplitMix(seed: UInt64(number))
    return DocumentID(
      milliseconds: 1_780_000_000_000 + UInt64(number), random: (random.next(), random.next()))
  }
}
