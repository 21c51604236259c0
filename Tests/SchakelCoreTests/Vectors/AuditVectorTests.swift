import SchakelCore
import Testing

@Suite("Vectors of audits")
struct AuditVectorTests {
  private func tests() throws -> [JSON] {
    try JSON(parsing: VectorFolder.read(VectorFolder.path(of: "audit")))["tests"].items
  }

  @Test("a file that was altered does not hold, and every other does")
  func altered() throws {
    let forging = ["Forged", "Operator", "Accomplice"]
    for test in try tests() {
      let isForged = test["flags"].items.contains { forging.contains($0.text ?? "") }
      #expect((test["result"] == "invalid") == isForged, "\(test["comment"].compact)")
    }
  }

  @Test("every fault there can be is met, but for a rule's, which this reader takes on trust")
  func codes() throws {
    let met = Set(try tests().compactMap { $0["reason"].text })
    let codes = (0...UInt8.max).compactMap(AuditFault.Code.init(rawValue:)).map { "\($0)" }
    #expect(codes.filter { !met.contains($0) } == ["rule"])
  }

  @Test("an entry of each kind is altered, and each is found")
  func kinds() throws {
    let comments = try tests().compactMap { $0["comment"].text }
    for tag in (0...UInt8.max).compactMap(LogEntry.Tag.init(rawValue:)) {
      #expect(comments.contains("a bit turned over in an entry: \(tag)"))
    }
  }
}
