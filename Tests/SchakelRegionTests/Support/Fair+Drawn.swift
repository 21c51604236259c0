import SchakelCore
import SchakelTesting

@testable import SchakelRegion

extension Fair {
  /// Has anything happen to so many documents, but to their texts.
  mutating func live(
    _ count: Int, deeds: Int, using generator: inout SeededRandom
  ) async throws {
    let documents = try await make(count)
    let made = writers.cor.count
    for _ in 0..<count * deeds {
      let document = documents[Int.random(in: documents.indices, using: &generator)]
      let (anna, bram, cor) = (writers.anna, writers.bram, writers.cor)
      switch generator.next() % 3 {
      case 0: Self.act(&writers.anna, beside: [bram, cor], on: document, using: &generator)
      case 1: Self.act(&writers.bram, beside: [anna, cor], on: document, using: &generator)
      default: Self.act(&writers.cor, beside: [anna, bram], on: document, using: &generator)
      }
    }
    for (author, start) in [(writers.anna, 0), (writers.cor, made), (writers.bram, 0)] {
      add(author, after: start, to: author.count)
    }
  }

  /// Lets somebody do one thing, who may have heard of what the others did.
  private static func act(
    _ author: inout Author, beside others: [Author], on note: DocumentID,
    using generator: inout SeededRandom
  ) {
    for other in others where generator.next() % 3 == 0 { author.hear(other, of: note) }
    let text = "woord \(generator.next() % 4)"
    switch Int.random(in: 0..<10, using: &generator) {
    case 0...2: author.set("title", of: note, to: text)
    case 3: author.set("place", of: note, to: text)
    case 4: author.add(text, to: "themes", of: note)
    case 5: author.clear("themes", of: note)
    case 6: author.settle("title", of: note, to: text)
    case 7: author.delete(note)
    case 8: author.restore(note)
    default: author.set("area", of: note, to: text, author: others[0].device.device.person)
    }
  }
}
