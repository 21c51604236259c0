import SchakelCore
import Testing

@testable import SchakelRegion

/// A region with some hundreds of documents, and what people made of them while apart.
struct Fair {
  let region: TestRegion
  let space: SpaceID
  var writers: Writers
  /// What they wrote, in the order in which it is pushed.
  private(set) var runs: [ChangeRun] = []

  init(seed: UInt64) async throws {
    region = try await TestRegion.make(seed: seed)
    space = try await region.service.addSpace(name: "West").id
    let east = try await region.service.addSpace(name: "Oost").id
    var eva = Author(try await region.device("eva", in: east), in: east)
    let elsewhere = eva.make([("title", "oost")])
    try await eva.device.sync(east)
    var authors: [Author] = []
    for name in ["anna", "bram", "cor", "dirk"] {
      authors.append(Author(try await region.device(name, in: space), in: space))
    }
    // What Anna writes claims to be newer than its receipt.
    authors[0].device.skew = 5_000
    authors[0].hear(eva, of: elsewhere)
    writers = Writers(
      anna: authors[0], bram: authors[1], cor: authors[2], dirk: authors[3],
      elsewhere: elsewhere)
  }

  /// Makes so many documents, which all know.
  mutating func make(_ count: Int) async throws -> [DocumentID] {
    let documents = (0..<count).map { number in
      let document = writers.cor.make(
        [("body", Desk.text()), ("themes", "stilte"), ("title", "bankje \(number)")])
      // Of the others the region keeps no state beside the change that made them.
      if number.isMultiple(of: 2) { writers.cor.set("place", of: document, to: "ergens") }
      return document
    }
    try await writers.cor.device.sync(space)
    for document in documents {
      writers.anna.hear(writers.cor, of: document)
      writers.bram.hear(writers.cor, of: document)
      writers.dirk.hear(writers.cor, of: document)
    }
    return documents
  }

  /// Has these stories happen, one to each document.
  mutating func live(_ stories: [Story]) async throws {
    let documents = try await make(stories.count)
    let made = writers.cor.count
    for (story, document) in zip(stories, documents) { story.begin(document, &writers) }
    let (anna, bram) = (writers.anna.count, writers.bram.count)
    for (story, document) in zip(stories, documents) { story.goOn(document, &writers) }
    add(writers.anna, after: 0, to: anna)
    add(writers.cor, after: made, to: writers.cor.count)
    add(writers.bram, after: 0, to: bram)
    add(writers.anna, after: anna, to: writers.anna.count)
    add(writers.bram, after: bram, to: writers.bram.count)
  }

  /// Has the same happen to each of a hundred and fifty documents.
  mutating func live(
    _ story: (inout Writers, DocumentID) -> Void
  ) async throws -> [DocumentID] {
    let documents = try await make(150)
    let made = writers.cor.count
    for document in documents { story(&writers, document) }
    add(writers.anna, after: 0, to: writers.anna.count)
    add(writers.bram, after: 0, to: writers.bram.count)
    add(writers.cor, after: made, to: writers.cor.count)
    return documents
  }

  mutating func add(_ author: Author, after start: UInt64, to end: UInt64) {
    if start < end { runs.append(author.device.run(start + 1...end, in: space)) }
  }

  /// The same changes, each in a run of its own.
  var oneByOne: [ChangeRun] {
    let devices = [writers.anna, writers.bram, writers.cor].map(\.device)
    return runs.flatMap { run in
      let device = devices.first { $0.writer == run.writer } ?? devices[0]
      return (0..<UInt64(run.changes.count)).map {
        device.run(run.first + $0...run.first + $0, in: space)
      }
    }
  }

  /// The same region once more, with nothing of this pushed yet.
  func twin() async throws -> FairTwin { try await FairTwin(of: self) }
}
