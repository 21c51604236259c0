import Foundation
import SchakelCore
import SchakelJSON

extension FuzzTarget {
  /// A file of contributions, a line each, that somebody brings along.
  static let importing = FuzzTarget("import") { bytes throws(Broken) in
    try ImportedFile(bytes).check()
  }
}

/// A file of JSON lines, and in what pieces it comes from a disk.
///
/// *Law*: the pieces do not matter. Each line is a contribution or is refused for a reason. A contribution
/// is JSON for others too, written in one line that reads back as the same and is written the same again;
/// the id it gets is all that is added. What a document made of it shows is what it said.
struct ImportedFile {
  /// What can be wrong: swapped by those who plant a fault.
  struct Code {
    var lines: (_ pieces: [[UInt8]], _ limit: Int) -> [LineReader.Line] = Self.lines
    var read: ([UInt8]) throws(Refusal) -> Contribution = { line throws(Refusal) in
      try Contribution(line: line)
    }
    var write: (Contribution) -> String = { $0.json.text }

    private static func lines(_ pieces: [[UInt8]], _ limit: Int) -> [LineReader.Line] {
      var rest = pieces[...]
      var reader = LineReader(limit: limit) { rest.popFirst() }
      var lines: [LineReader.Line] = []
      // Reading from memory cannot fail.
      while let line = try? reader.next() { lines.append(line) }
      return lines
    }
  }

  private let file: [UInt8]
  private let pieceSize: Int
  private let limit: Int

  init(_ bytes: [UInt8]) {
    var supply = Supply(bytes)
    pieceSize = 1 + supply.below(256)
    limit = 16 * (1 + supply.below(256))
    file = supply.rest()
  }

  /// Whether there is a contribution in it.
  func check(_ code: Code = Code()) throws(FuzzTarget.Broken) -> Bool {
    let pieces = stride(from: 0, to: file.count, by: pieceSize).map { start in
      Array(file[start..<min(start + pieceSize, file.count)])
    }
    let lines = code.lines(pieces, limit)
    guard code.lines(file.isEmpty ? [] : [file], limit) == lines else {
      throw FuzzTarget.Broken("other lines in other pieces")
    }
    try check(lines)
    var isAny = false
    for case .whole(let line) in lines where try check(line, code) { isAny = true }
    return isAny
  }

  /// They are what stands between the line feeds.
  private func check(_ lines: [LineReader.Line]) throws(FuzzTarget.Broken) {
    var parts = file.split(separator: 10, omittingEmptySubsequences: false)
    if parts.last?.isEmpty == true { parts.removeLast() }
    guard parts.count == lines.count else {
      throw FuzzTarget.Broken("\(parts.count) lines came to \(lines.count)")
    }
    for (number, (part, line)) in zip(parts, lines).enumerated() {
      let mark: [UInt8] =
        number == 0 && part.starts(with: [0xef, 0xbb, 0xbf]) ? [0xef, 0xbb, 0xbf] : []
      let isRight =
        switch line {
        case .tooLong: part.count > limit
        case .whole(let bytes): part.count <= limit && mark + bytes == Array(part)
        }
      guard isRight else { throw FuzzTarget.Broken("line \(number + 1) came to \(line)") }
    }
  }

  /// Whether it is a contribution.
  private func check(_ line: [UInt8], _ code: Code) throws(FuzzTarget.Broken) -> Bool {
    let contribution: Contribution
    do throws(Refusal) {
      contribution = try code.read(line)
    } catch {
      if case .json(let error) = error.reason, error.offset > line.count {
        throw FuzzTarget.Broken("\(error), beyond the end")
      }
      return false
    }
    try Self.checkJSON(line)
    let text = code.write(contribution)
    guard text.utf8.allSatisfy({ $0 >= 0x20 }) else { throw FuzzTarget.Broken("several lines") }
    try Self.check(contribution, reading: text, code)
    let named = contribution.named
    try Self.check(named, reading: code.write(named), code)
    guard case .object(let members) = contribution.json,
      case .object(let more) = named.json,
      .object(Array(more.dropFirst())) == JSONValue.object(members.filter { $0.name != "id" })
    else { throw FuzzTarget.Broken("an id changes what is said") }
    try Self.checkDocument(of: named, code)
    return true
  }

  /// Others read it too, and the same from what is written of it; and it is not deeper than is allowed.
  private static func checkJSON(_ line: [UInt8]) throws(FuzzTarget.Broken) {
    guard let text = try? JSONReader.read(line).text,
      let read = try? JSONSerialization.jsonObject(with: Data(line)),
      let again = try? JSONSerialization.jsonObject(with: Data(text.utf8))
    else { throw FuzzTarget.Broken("accepted, and no JSON") }
    guard isSame(read, again) else { throw FuzzTarget.Broken("written as \(text)") }
    guard depth(of: text) <= JSONReader.depth + 1 else {
      throw FuzzTarget.Broken("deeper than is allowed")
    }
  }

  /// What Foundation made of two texts. It keeps some fractions as decimals, others as doubles.
  private static func isSame(_ left: Any, _ right: Any) -> Bool {
    switch (left, right) {
    case (let left as [String: Any], let right as [String: Any]):
      left.count == right.count
        && left.allSatisfy { name, value in right[name].map { isSame(value, $0) } ?? false }
    case (let left as [Any], let right as [Any]):
      left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
    case (let left as NSNumber, let right as NSNumber):
      left.uint64Value == right.uint64Value && left.int64Value == right.int64Value
        && abs(left.doubleValue - right.doubleValue) <= abs(left.doubleValue) * 1e-14
    case (let left as String, let right as String): left.utf8.elementsEqual(right.utf8)
    default: left is NSNull && right is NSNull
    }
  }

  private static func depth(of text: String) -> Int {
    var (depth, most, isText, isEscaped) = (0, 0, false, false)
    for byte in text.utf8 {
      if isText {
        if !isEscaped, byte == UInt8(ascii: "\"") { isText = false }
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isText = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        most = max(most, depth)
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
    }
    return most
  }

  private static func check(
    _ contribution: Contribution, reading text: String, _ code: Code
  ) throws(FuzzTarget.Broken) {
    let again: Contribution
    do throws(Refusal) {
      again = try code.read(Array(text.utf8))
    } catch {
      throw FuzzTarget.Broken("\(text) is refused: \(error)")
    }
    guard again == contribution, code.write(again) == text,
      again.digest(salt: [7], .portable) == contribution.digest(salt: [7], .portable)
    else { throw FuzzTarget.Broken("\(text) came to \(code.write(again))") }
  }
}

// MARK: As a document

extension ImportedFile {
  /// Written as one change, if it is not too large for one, and shown again.
  private static func checkDocument(
    of contribution: Contribution, _ code: Code
  ) throws(FuzzTarget.Broken) {
    guard let id = contribution.id, let change = change(from: contribution, id) else { return }
    var state = DocumentState()
    guard (try? state.apply(change, check: 1)) == .applied,
      let shown = Contribution(id: id, state: state)
    else { throw FuzzTarget.Broken("a change that was made of it cannot be applied") }
    try check(shown, reading: code.write(shown), code)
    for field in contribution.fields {
      let (said, now) = (Set(field.values), Set(shown.values(of: field.name)))
      let isRight =
        switch Kind.policy(of: field.name, in: contribution.kind) {
        case .keepAll, .text, .union: now == said || (said == [.null] && now.isEmpty)
        case .latest, .strictest, .perPerson:
          now.isSubset(of: said) && (now.count == 1 || said.contains(.null))
        }
      guard isRight else {
        throw FuzzTarget.Broken("\(field) is shown as \(shown.values(of: field.name))")
      }
    }
    guard shown.fields.allSatisfy({ !contribution.values(of: $0.name).isEmpty }) else {
      throw FuzzTarget.Broken("a field from nowhere: \(code.write(shown))")
    }
  }

  private static func change(from contribution: Contribution, _ id: DocumentID) -> Change? {
    let operations = contribution.fields.map { field in
      let isSet = Kind.policy(of: field.name, in: contribution.kind) == .union
      return Operation(
        isSet ? .add : .set, field: field.name, replaces: [], count: field.values.count)
    }
    let header = ChangeHeader(
      counter: 1, document: id, time: HybridTime(rawValue: 1 << 16), author: PersonID(rawValue: 1),
      context: VersionVector(), operations: operations, kind: contribution.kind)
    let content = Payload.Content(
      salt: [UInt8](repeating: 7, count: Limits.saltBytes),
      values: contribution.fields.flatMap(\.values))
    let change = Change(header: header, writer: Supply.writers[0], content: content)
    return try? Change(encoded: change.encoded, writer: Supply.writers[0])
  }
}

extension Contribution {
  /// The same with an id.
  fileprivate var named: Contribution {
    var contribution = self
    contribution.id = id ?? DocumentID(milliseconds: 1, random: (2, 3))
    return contribution
  }
}
