import Synchronization
import Testing

@Suite("Vectors")
struct VectorTests {
  @Test("the vectors in the tree are those that their scenarios make", arguments: VectorSuite.all)
  func files(of suite: VectorSuite) throws {
    let path = VectorFolder.path(of: suite.name)
    let text = try suite.file().pretty() + "\n"
    if VectorFolder.isWriting { try VectorFolder.write(text, to: path) }
    let found = try VectorFolder.read(path)
    #expect(
      found == Array(text.utf8),
      "\(path) is not what its scenarios make: SCHAKEL_WRITE_VECTORS=1 writes it anew")
  }

  @Test("the core answers every vector as expected", arguments: VectorSuite.all)
  func replay(of suite: VectorSuite) throws {
    let file = try JSON(parsing: VectorFolder.read(VectorFolder.path(of: suite.name)))
    let tests = file["tests"].items
    #expect(!tests.isEmpty)
    for test in tests {
      let outcome = JSON.object(try suite.outcome(of: test["input"]))
      for part in ["result", "expected", "reason", "offset"] {
        #expect(outcome[part] == test[part], "\(test["id"].compact) \(part)")
      }
    }
  }

  @Test("every vector file has its suite, and every flag a meaning")
  func complete() throws {
    #expect(try VectorFolder.names() == VectorSuite.all.map(\.name).sorted())
    for suite in VectorSuite.all {
      let known = suite.flags.map(\.name)
      for scenario in try suite.scenarios() {
        for flag in scenario.flags { #expect(known.contains(flag), "\(suite.name): \(flag)") }
      }
    }
  }

  @Test("a vector with another expectation is noticed")
  func planted() throws {
    let file = try JSON(parsing: VectorFolder.read(VectorFolder.path(of: "cbor")))
    let first = try #require(file["tests"].items.first { $0["result"] == "valid" })
    let outcome = JSON.object(try VectorSuite.cbor.outcome(of: first["input"]))
    #expect(outcome["expected"] == first["expected"])
    #expect(outcome["expected"] != .object(.init("diagnostic", "another item")))
  }

  @Test("everything that a scenario signs has its signature")
  func signatures() throws {
    for suite in VectorSuite.all { _ = try suite.file() }
    let missing = Signatures.missing.withLock { $0.sorted() }
    let lines = missing.joined(separator: "\n")
    #expect(missing.isEmpty, "signatures.txt has no signature for:\n\(lines)")
  }
}
