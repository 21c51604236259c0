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
      let faults = try faults(of: test, in: suite)
      #expect(faults.isEmpty, "\(test["id"].compact): \(faults.joined(separator: ", "))")
    }
  }

  /// The parts in which a test says something else than the core.
  private func faults(of test: JSON, in suite: VectorSuite) throws -> [String] {
    let outcome = JSON.object(try suite.outcome(of: test["input"]))
    return ["result", "expected", "reason", "offset", "place"].filter { outcome[$0] != test[$0] }
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

  @Test("a test that expects something else is noticed, in every file", arguments: VectorSuite.all)
  func planted(in suite: VectorSuite) throws {
    let file = try JSON(parsing: VectorFolder.read(VectorFolder.path(of: suite.name)))
    let tests = file["tests"].items
    let valid = try #require(tests.first { $0["result"] == "valid" })
    #expect(try faults(of: valid, in: suite) == [])
    let another = valid.replacing("expected", by: .object(.init("another", "expectation")))
    #expect(try faults(of: another, in: suite) == ["expected"])
    guard let invalid = tests.first(where: { $0["result"] == "invalid" }) else { return }
    #expect(try faults(of: invalid, in: suite) == [])
    #expect(
      try faults(of: invalid.replacing("reason", by: "another"), in: suite) == ["reason"])
    #expect(
      try faults(of: invalid.replacing("input", by: valid["input"]), in: suite)
        .starts(with: ["result", "expected", "reason"]))
  }

  @Test("everything that a scenario signs has its signature")
  func signatures() throws {
    for suite in VectorSuite.all { _ = try suite.file() }
    let missing = Signatures.missing.withLock { $0.sorted() }
    let lines = missing.joined(separator: "\n")
    #expect(missing.isEmpty, "signatures.txt has no signature for:\n\(lines)")
  }
}
