import Foundation
import SchakelCore
import SchakelStore
import SchakelSync
import SchakelTesting
import Testing

/// A device that came when some of a document's changes were refused already has them by the state
/// alone, and no refusal of them.
@Suite("Refusals from before a device came")
struct RefusalsBeforeTests {
  @Test(
    "a refusal that follows from one that never came leaves the history open, and nothing wrong")
  func later() async throws {
    let region = try await TestRegion()
    var anna = try await region.device(1, person: "anna")
    let bram = try await region.device(2, person: "bram")
    // Under the dot of what anna has now the region has something else.
    let empty = try anna.closeAndCopy()
    anna = try anna.reopened()
    try write("bankje", on: anna)
    try await anna.sync()
    anna = try anna.putBack(from: empty)
    let document = try write("plein", on: anna)
    anna = try putDatabaseBack(of: anna)
    // She edits it in another life: that waits for what the region does not have, and is refused.
    _ = try anna.replica.edit(document, [.set("place", Value("hoek"))])
    anna.wire { $0.lostAnswers = 1 }
    try await anna.sync()
    try await bram.sync()
    _ = try anna.replica.edit(document, [.set("title", Value("lamp"))])
    for device in [anna, bram, anna, bram] { try await device.sync() }
    #expect(try anna.replica.document(document)?["title"]?.text == "lamp")
    #expect(try bram.replica.document(document)?["title"]?.text == "lamp")
    #expect(try bram.replica.check().isEmpty)
    #expect(try !bram.replica.history(document).isComplete)
    #expect(try anna.replica.check().isEmpty)
    #expect(try anna.replica.history(document).isComplete)
  }

  @discardableResult
  private func write(_ title: String, on device: TestDevice) throws -> DocumentID {
    try device.replica.create("fieldNote", ["title": [Value(title)]], in: device.region.space)
  }

  /// The database is as it was before another note, and the mark beside it knows of that one.
  private func putDatabaseBack(of device: TestDevice) throws -> TestDevice {
    let copy = try device.closeAndCopy()
    let device = try device.reopened()
    try write("straat", on: device)
    try device.replica.close()
    let file = URL(fileURLWithPath: device.replica.home + "/replica.mark")
    let mark = try Data(contentsOf: file)
    try overwriteFiles(in: device.replica.home, from: copy)
    try mark.write(to: file)
    return try device.reopened()
  }
}
