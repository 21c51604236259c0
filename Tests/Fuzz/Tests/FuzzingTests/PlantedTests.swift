import SchakelCore
import SchakelJSON
import Testing

@testable import Fuzzing

/// A checker that finds nothing may be blind: here is something to find.
@Suite("Planted faults")
struct PlantedTests {
  @Test("a format that is written in other bytes than it was read is caught")
  func secondEncoding() {
    let target = FuzzTarget.format("planted") { bytes in bytes.reversed() }
    #expect(throws: FuzzTarget.Broken.self) { try target.run([1, 2]) }
  }

  @Test("a refusal past the end is caught")
  func offset() {
    let target = FuzzTarget.format("planted") { bytes throws(CBORError) in
      throw CBORError(.truncated, at: bytes.count + 1)
    }
    #expect(throws: FuzzTarget.Broken.self) { try target.run([1]) }
  }

  @Test("joins that forget something are caught")
  func joins() {
    let planted: [Play.Join] = [
      { left, _ in left },
      { left, right in left.vector.isEmpty ? right : left },
      { left, right in
        var joined = left.joined(with: right)
        if let last = joined.vector.entries.last { joined.erase(last.dot) }
        return joined
      },
    ]
    for join in planted {
      #expect(inputs.contains { bytes in (try? Play.check(bytes, join: join)) == nil })
    }
  }

  @Test("merges of texts that forget a word, make one up, or go by who comes first are caught")
  func texts() {
    let planted: [Drafts.Merge] = [
      { _, first, _ in first },
      { ancestor, first, second in
        TextMerge.merge(ancestor, first, second).map { Array($0.drop { $0 != UInt8(ascii: " ") }) }
      },
      { ancestor, first, second in
        TextMerge.merge(ancestor, first, second).map { $0 + Array("vijf".utf8) }
      },
      { ancestor, first, second in
        first.count > second.count ? TextMerge.merge(ancestor, first, second) : nil
      },
    ]
    for merge in planted {
      #expect(inputs.contains { bytes in (try? Drafts(bytes).check(merge)) == nil })
    }
    let decided = inputs.count { (try? FuzzTarget.text.run($0)) == true }
    #expect(decided > 10 && decided < inputs.count)
  }

  @Test(
    "merges of texts that drop what one wrote, or keep what one removed, are caught by who wrote what"
  )
  func tracedTexts() {
    let merge: Drafts.Merge = { TextMerge.merge($0, $1, $2) }
    let planted: [String: Drafts.Merge] = [
      "where both changed the same, the longer version goes": { ancestor, first, second in
        if let merged = merge(ancestor, first, second) { return merged }
        let (one, other) = (Self.rank(first), Self.rank(second))
        return one < other ? first : second
      },
      "what only one of them added goes": { ancestor, first, second in
        guard first != second, first != ancestor, second != ancestor,
          let merged = merge(ancestor, first, second)
        else { return merge(ancestor, first, second) }
        let lesser = Self.rank(first) < Self.rank(second) ? first : second
        return Self.without(Self.words(lesser).subtracting(Self.words(ancestor)), merged)
      },
      "what both kept goes": { ancestor, first, second in
        guard first != second, first != ancestor, second != ancestor else {
          return merge(ancestor, first, second)
        }
        let kept = Self.words(first).intersection(Self.words(second)).sorted().prefix(1)
        return merge(ancestor, first, second).map { Self.without(Set(kept), $0) }
      },
      "what one removed stays": { ancestor, first, second in
        guard first != second, first != ancestor, second != ancestor,
          let merged = merge(ancestor, first, second)
        else { return merge(ancestor, first, second) }
        let removed = Self.words(ancestor).subtracting(Self.words(merged)).sorted().prefix(1)
        return merged + removed.flatMap { Array($0.utf8) + Array(" ".utf8) }
      },
      "nobody's words come together": { ancestor, first, second in
        guard first != second, first != ancestor, second != ancestor else {
          return merge(ancestor, first, second)
        }
        return nil
      },
      "the words are in another order": { ancestor, first, second in
        guard first != second, first != ancestor, second != ancestor,
          let merged = merge(ancestor, first, second)
        else { return merge(ancestor, first, second) }
        let words = String(decoding: merged, as: UTF8.self).split(separator: " ")
        return Array(words.reversed().joined(separator: " ").utf8)
      },
    ]
    for (name, merge) in planted.sorted(by: { $0.key < $1.key }) {
      let isCaught = inputs.contains { (try? TracedDrafts($0).check(merge)) == nil }
      #expect(isCaught, "\(name)")
    }
    let decided = inputs.count { (try? TracedDrafts($0).check(merge)) == true }
    let left = inputs.count { (try? TracedDrafts($0).check(merge)) == false }
    #expect(decided > 10 && left > 10 && decided + left == inputs.count)
  }

  /// An order of texts that does not hang on who wrote them.
  private static func rank(_ text: [UInt8]) -> String {
    String(text.count) + String(decoding: text, as: UTF8.self)
  }

  private static func words(_ text: [UInt8]) -> Set<String> {
    Set(String(decoding: text, as: UTF8.self).split { ", \r\n".contains($0) }.map(String.init))
  }

  private static func without(_ words: Set<String>, _ text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var word: [UInt8] = []
    for byte in text + [0x20] {
      guard [0x20, 0x0a, 0x0d, 0x2c].contains(byte) else {
        word.append(byte)
        continue
      }
      if !words.contains(String(decoding: word, as: UTF8.self)) { result += word }
      result.append(byte)
      word = []
    }
    return Array(result.dropLast())
  }

  @Test("imports that lose a line, a version or an id, or take what cannot be kept, are caught")
  func imports() throws {
    typealias Code = ImportedFile.Code
    let right = Code()
    let planted: [String: Code] = [
      "the last line goes": Code(lines: { pieces, limit in right.lines(pieces, limit).dropLast() }),
      "a line ends with its piece": Code(
        lines: { pieces, limit in pieces.flatMap { right.lines([$0], limit) } }),
      "of several versions the first is written": Code(write: { contribution in
        let first = contribution.fields.map {
          Contribution.Field($0.name, Array($0.values.prefix(1)))
        }
        return right.write(
          Contribution(id: contribution.id, kind: contribution.kind, fields: first))
      }),
      "an id is not read": Code(read: { line throws(Refusal) in
        var contribution = try right.read(line)
        contribution.id = nil
        return contribution
      }),
      "over several lines": Code(write: { $0.json.indentedText }),
      "what is deep or large is read": Code(read: { line throws(Refusal) in
        do throws(Refusal) {
          return try right.read(line)
        } catch {
          guard case .json(let failure) = error.reason, [.number, .depth].contains(failure.code)
          else { throw error }
          return Contribution(kind: "mood", fields: [])
        }
      }),
      "a refusal is beyond the end": Code(read: { line throws(Refusal) in
        do throws(Refusal) {
          return try right.read(line)
        } catch {
          throw Refusal(.json(JSONError(.truncated, at: line.count + 1)))
        }
      }),
    ]
    let files = try files()
    for (name, code) in planted.sorted(by: { $0.key < $1.key }) {
      #expect(files.contains { (try? ImportedFile($0).check(code)) == nil }, "\(name)")
    }
    #expect(files.allSatisfy { (try? ImportedFile($0).check()) != nil })
  }

  /// What there is to begin with, in small pieces, and what is too deep or too large.
  private func files() throws -> [[UInt8]] {
    let deep = String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    let refused = ["18446744073709551616", "1e400", deep].map {
      "{\"kind\": \"mood\", \"x\": \($0)}"
    }
    return try ReplayTests.seeds.get().accepted(by: .importing)
      + refused.map { [0x20, 0xff] + Array($0.utf8) }
  }

  @Test("plays bring parallel values, deletions, refusals and erasures")
  func variety() throws {
    let acts = try inputs.flatMap { bytes in
      var supply = Supply(bytes)
      return try Play(&supply).acts
    }
    #expect(acts.contains { $0.isVoid })
    #expect(acts.contains { $0.isErased })
    let operations = acts.flatMap { $0.change.header.operations }
    for kind: Operation.Kind in [.set, .add, .remove, .delete, .restore] {
      #expect(operations.contains { $0.kind == kind }, "\(kind)")
    }
    #expect(operations.contains { $0.replaces.count > 1 })
    #expect(operations.contains { !$0.origins.isEmpty })
    #expect(acts.contains { $0.change.header.context.entries.count == Supply.writers.count })
  }

  /// The same on every machine.
  private var inputs: [[UInt8]] {
    (0..<200).map { seed in
      var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1
      return (0..<160).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
      }
    }
  }
}
