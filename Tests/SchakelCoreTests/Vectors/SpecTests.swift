import SchakelCore
import Testing

/// The specification repeats numbers, names and tables of the code. Here the two are held together.
@Suite("Specification")
struct SpecTests {
  @Test("the limits are those of the code")
  func limits() throws {
    let constants = try text("Sources/SchakelCore/Encoding/Limits.swift")
      .matches(of: /public static let (\w+)(?:: UInt64)? = (.+)/)
      .map { (String($0.1), try value(of: String($0.2))) }
    let rows = try page("encoding").matches(of: /\n\| `(\w+)` \| (\d+) \|/)
      .map { (String($0.1), UInt64($0.2)) }
    #expect(!rows.isEmpty)
    #expect(Dictionary(uniqueKeysWithValues: constants) == Dictionary(uniqueKeysWithValues: rows))
  }

  @Test("every refusal has its name in the table")
  func refusals() throws {
    let source = try text("Sources/SchakelCore/Encoding/CBORError.swift")
    let cases = source.matches(of: /\n {4}case (\w+)\n/).map { String($0.1) }
    let section = try section("Refusals", of: "encoding")
    let rows = section.matches(of: /\n\| `(\w+)` \|/).map { String($0.1) }
    #expect(!cases.isEmpty && cases.sorted() == rows.sorted())
  }

  @Test("every kind has its fields, in order, with their policies")
  func kinds() throws {
    var kind = ""
    let rows = try section("Kinds", of: "merge")
      .matches(of: /\n\| (\w*) ?\| (\w+) \| ([\w ]+) \|/).dropFirst().map { row in
        if !row.1.isEmpty { kind = String(row.1) }
        return "\(kind) \(row.2) \(row.3)"
      }
    let table = Kind.all.flatMap { kind in
      kind.fields.map { "\(kind.name.text) \($0.name.text) \($0.policy.name)" }
    }
    #expect(rows == table)
  }

  @Test("every void reason has its number")
  func voidReasons() throws {
    let rows = try section("Void reasons", of: "errors").matches(of: /\n\| (\d+) \| `(\w+)` \|/)
    for row in rows {
      let reason = UInt8(row.1).flatMap(VoidReason.init(rawValue:))
      #expect(reason.map { "\($0)" } == String(row.2))
    }
    let all = (0...UInt8.max).compactMap(VoidReason.init(rawValue:))
    #expect(rows.count == all.count && !rows.isEmpty)
  }

  @Test("every fault of an audit is in its table")
  func faults() throws {
    let rows = try section("Faults", of: "audit").matches(of: /\n\| `(\w+)` \|/).map {
      String($0.1)
    }
    let codes = (0...UInt8.max).compactMap(AuditFault.Code.init(rawValue:)).map { "\($0)" }
    #expect(!rows.isEmpty && rows == codes)
  }

  @Test("every problem of the server is in the table, with its status")
  func problems() throws {
    let source = try text("Server/Sources/SchakelServer/Problems/ProblemKind.swift")
    let slugs = source.matches(of: /case `?(\w+)`? = "([\w-]+)"/).map { ($0.1, $0.2) }
    let statuses = Dictionary(
      uniqueKeysWithValues: source.matches(of: /case \.(\w+): \((\d+),/).map { ($0.1, $0.2) })
    let page = try page("errors")
    #expect(!slugs.isEmpty)
    for (name, slug) in slugs {
      let row = "| `/problems/\(slug)` | \(statuses[name] ?? "") |"
      #expect(page.contains(row), "errors.md lacks \(row)")
    }
  }

  @Test("every policy and outcome has its word")
  func words() throws {
    let merge = try page("merge")
    for policy in ["latest", "keepAll", "text", "union", "strictest", "perPerson"] {
      #expect(merge.contains("| `\(policy)` |"))
    }
    for strictness in [Strictness.signal, .visibility, .consent] {
      let scale = "`\(strictness)` " + strictness.scale.joined(separator: ", ")
      let words = merge.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      #expect(words.contains(scale), "merge.md lacks \(scale)")
    }
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try VectorFolder.read(path), as: UTF8.self)
  }

  private func page(_ name: String) throws -> String { try text("Protocol/spec/\(name).md") }

  /// From a heading to the next.
  private func section(_ heading: String, of name: String) throws -> String {
    let rest = try page(name).components(separatedBy: "# \(heading)\n").last ?? ""
    return rest.components(separatedBy: "\n#").first ?? ""
  }

  /// `1 << 20`, `(1 << 40) - 1`, `4_096`.
  private func value(of expression: String) throws -> UInt64? {
    let digits = expression.filter { $0 != "_" && $0 != "(" && $0 != ")" }
    let parts = digits.split(separator: " ").map(String.init)
    guard let first = UInt64(parts[0]) else { throw BadInput(.string(expression)) }
    guard parts.count > 2, parts[1] == "<<", let shift = UInt64(parts[2]) else { return first }
    return first << shift - (parts.count == 5 && parts[3] == "-" ? UInt64(parts[4]) ?? 0 : 0)
  }
}

extension Policy {
  /// As spec/merge.md writes it.
  var name: String {
    if case .strictest(let strictness) = self { "strictest \(strictness)" } else { "\(self)" }
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
