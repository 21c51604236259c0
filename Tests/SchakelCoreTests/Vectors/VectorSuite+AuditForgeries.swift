import SchakelCore
import SchakelTesting

// Audit files that do not hold.
extension VectorSuite {
  typealias Forge = (inout AuditForgery) throws -> Void

  static func auditForgeries() throws -> [Scenario] {
    try flippedParts() + flippedEntries() + cutFiles() + strangersFiles() + operatorsFiles()
      + operatorsWords() + accomplicesFiles()
  }

  /// By somebody without keys.
  static func forged(_ comment: String, _ forge: Forge) throws -> Scenario {
    var forgery = try AuditStory().file
    try forge(&forgery)
    return auditFile(comment, ["Forged"], forgery.file)
  }

  /// By somebody with the region's key: all that the region says is worked out and signed anew, and
  /// then altered once more and the whole signed once more.
  static func operated(
    _ comment: String, _ forge: Forge = { _ in }, after: Forge? = nil
  ) throws -> Scenario {
    var forgery = try AuditStory().file
    try forge(&forgery)
    forgery = forgery.resigned(by: Signatures.region)
    if let after {
      try after(&forgery)
      forgery = forgery.signed(by: Signatures.region)
    }
    return auditFile(comment, ["Operator"], forgery.file)
  }

  // MARK: Without a key

  private static func flippedParts() throws -> [Scenario] {
    let places: [(String, Int)] = [
      ("the header", 0), ("the names", 1), ("the space", 2), ("the entries", 3),
      ("the documents", 4), ("the records", 5), ("the end", 6), ("the signature", 7),
    ]
    let parts = try AuditStory().file.parts
    return places.map { name, place in
      var out = CBORWriter()
      for (index, part) in parts.enumerated() {
        var bytes = part.encoded
        // The header ends in `null`, and the hour stands before it.
        if index == place { bytes[bytes.count - (place == 0 ? 2 : 1)] ^= 1 }
        out.byteString(bytes)
      }
      return auditFile("a bit turned over in \(name)", ["Forged"], out.bytes)
    }
  }

  private static func flippedEntries() throws -> [Scenario] {
    let tags: [LogEntry.Tag] = [
      .change, .void, .receipt, .member, .device, .erasure, .epoch, .checkpoint, .seal, .reading,
      .admission, .dismissal, .opening,
    ]
    return try tags.map { tag in
      try forged("a bit turned over in an entry: \(tag)") { file in
        let place = file.places(of: tag)[0]
        file.spaces[0].entries[place].flip()
      }
    } + [
      try forged("a bit turned over in what a change says") { file in
        let place = file.places(of: .change)[2]
        file.spaces[0].entries[place].flipChange()
      }
    ]
  }

  private static func cutFiles() throws -> [Scenario] {
    let file = try AuditStory().file
    let bytes = file.file
    var unsigned = CBORWriter()
    for part in file.parts.dropLast() { unsigned.byteString(part.encoded) }
    var early = CBORWriter()
    for part in file.parts where part != .end(file.spaces[0].end!) {
      early.byteString(part.encoded)
    }
    let table: [(String, [UInt8])] = [
      ("an empty file", []), ("the last byte is missing", Array(bytes.dropLast())),
      ("it ends before the signature", unsigned.bytes),
      ("it is signed before the space has ended", early.bytes),
      ("half of it", Array(bytes.prefix(bytes.count / 2))),
      ("it goes on with a part", bytes + [0x43, 0x82, 0x05, 0x80]),
      ("it goes on with a byte", bytes + [0]),
      ("a part that is none", [0x42, 0x81, 0x08]),
      ("the signature is that of other words", cut(file)),
      ("it breaks off behind a seal that does not hold", brokenSeal(file)),
    ]
    return table.map { auditFile($0.0, ["Forged"], $0.1) }
  }

  /// What stands first is told first.
  private static func brokenSeal(_ file: AuditForgery) -> [UInt8] {
    var other = file
    other.spaces[0].entries[other.places(of: .seal)[0]].flip()
    return Array(other.file.dropLast(80))
  }

  /// With another hour, so that the signature is over something else.
  private static func cut(_ file: AuditForgery) -> [UInt8] {
    var other = file
    other.header = AuditPart.Header(
      publicKey: file.header.publicKey, time: file.header.time + 1, reader: nil)
    return other.file
  }

  private static func strangersFiles() throws -> [Scenario] {
    [
      try forged("a change is missing") { file in
        let place = file.places(of: .change)[1]
        file.spaces[0].entries.remove(at: place)
      },
      try forged("an entry is missing") { file in
        let place = file.places(of: .receipt)[0]
        file.spaces[0].entries.remove(at: place)
      },
      try forged("an entry stands there twice") { file in
        let place = file.places(of: .reading)[0]
        file.spaces[0].entries.insert(file.spaces[0].entries[place], at: place)
      },
      try forged("two entries change places") { file in
        file.spaces[0].entries.swapAt(1, 3)
      },
      try forged("a change came a second earlier") { file in
        let place = file.places(of: .change)[1]
        guard case .change(let dot, let link, let time) = file.spaces[0].entries[place].read
        else { return }
        file.spaces[0].entries[place].write(.change(dot, link: link, received: time - 1_000))
      },
      try forged("the file is signed by another key") { file in
        file = file.signed(by: Signatures.other)
      },
      try forged("the file is another region's") { file in
        file.header = AuditPart.Header(
          publicKey: Signatures.otherKey, time: file.header.time, reader: nil)
        file = file.resigned(by: Signatures.other)
      },
    ]
  }
}

extension AuditPart.Entry {
  /// Turns over the last bit.
  mutating func flip() {
    var bytes = hashed
    bytes[bytes.count - 1] ^= 1
    self = AuditPart.Entry(hashed: bytes, change: change)
  }

  /// Turns over the last bit of the change.
  mutating func flipChange() {
    guard var bytes = change else { return }
    bytes[bytes.count - 1] ^= 1
    self = AuditPart.Entry(hashed: hashed, change: bytes)
  }
}
