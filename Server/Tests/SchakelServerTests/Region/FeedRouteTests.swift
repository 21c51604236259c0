import EdgeTesting
import RegionTesting
import SchakelCore
import SchakelRegion
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelServer

@Suite(.timeLimit(.minutes(10))) struct FeedRouteTests {
  /// Follows the feed from a cursor to its end; the titles of each page, and the last cursor.
  private func follow(
    _ server: RegionServer, _ token: String, from cursor: String? = nil, limit: Int
  ) async throws -> (pages: [[String]], cursor: String) {
    var pages: [[String]] = []
    var cursor = cursor
    while true {
      let after = cursor.map { "&cursor=\($0)" } ?? ""
      let answer = try await server.get(
        "/v1/documents?space=\(server.space.text)&limit=\(limit)\(after)", token: token)
      #expect(answer.status == 200)
      let documents = answer.object["documents"] as? [[String: Any]] ?? []
      pages.append(documents.map { title($0) })
      cursor = answer.object["cursor"] as? String
      if answer.object["more"] as? Bool != true { return (pages, try #require(cursor)) }
    }
  }

  private func title(_ document: [String: Any]) -> String {
    let fields = document["fields"] as? [String: [String: Any]] ?? [:]
    return (fields["title"]?["shown"] as? [String])?.joined(separator: " | ") ?? "-"
  }

  @Test("the feed brings each document once, and again after it changed")
  func pages() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      var notes: [DocumentID] = []
      for title in ["a", "b", "c", "d", "e"] {
        notes.append(try anna.note(title, in: server.space))
      }
      #expect(try await anna.sync().isSynchronised)
      let first = try await follow(server, anna.token, limit: 2)
      #expect(first.pages.flatMap { $0 } == ["a", "b", "c", "d", "e"])
      #expect(first.pages.allSatisfy { $0.count <= 2 })
      let rest = try await follow(server, anna.token, from: first.cursor, limit: 2)
      #expect(rest.pages.flatMap { $0 }.isEmpty && rest.cursor == first.cursor)
      try anna.replica.edit(notes[1], [.set("title", Value("b2"))])
      try anna.replica.delete(notes[3])
      #expect(try await anna.sync().isSynchronised)
      let news = try await follow(server, anna.token, from: first.cursor, limit: 100)
      #expect(news.pages.flatMap { $0 } == ["b2", "-"])
    }
  }

  @Test("a document says what its policies show, and where people must choose")
  func conflict() async throws {
    try await RegionServer.run { server in
      let (anna, bram) = (
        try await server.device(of: "anna"), try await server.device(of: "bram")
      )
      let note = try anna.note("bench", in: server.space)
      for device in [anna, bram] { _ = try await device.sync() }
      try anna.replica.edit(
        note,
        [
          .set("title", Value("bench gone")),
          .set("attachments", Value(.bytes([0, 255])) ?? .null),
        ])
      try bram.replica.edit(note, [.set("title", Value("bench back"))])
      for device in [anna, bram] { _ = try await device.sync() }
      let answer = try await server.get(
        "/v1/documents?space=\(server.space.text)", token: anna.token)
      let document = try #require((answer.object["documents"] as? [[String: Any]])?.first)
      #expect(document["document"] as? String == note.text)
      #expect(document["kind"] as? String == "fieldNote")
      #expect(document["lifecycle"] as? String == "alive")
      let fields = try #require(document["fields"] as? [String: [String: Any]])
      #expect(fields["title"]?["standing"] as? String == "conflict")
      #expect(
        Set(fields["title"]?["shown"] as? [String] ?? []) == ["bench gone", "bench back"])
    }
  }

  @Test("what is asked wrongly is named, all of it at once")
  func invalid() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna")
      let cases: [(String, [String])] = [
        ("", ["space"]), ("?space=x&limit=0", ["space", "limit"]),
        ("?space=\(server.space.text)&limit=1001&cursor=1", ["cursor", "limit"]),
        ("?space=\(server.space.text)&limit=many", ["limit"]),
      ]
      for (query, places) in cases {
        let answer = try await server.get("/v1/documents" + query, token: anna.token)
        #expect(answer.status == 400 && answer.places == places, "\(query)")
      }
      let elsewhere = String(repeating: "1", count: 48)
      let gone = try await server.get(
        "/v1/documents?space=\(server.space.text)&cursor=\(elsewhere)", token: anna.token)
      #expect(gone.status == 410 && gone.problemKind == "gone")
    }
  }

  @Test("a device is told the spaces of its person")
  func spaces() async throws {
    try await RegionServer.run { server in
      let anna = try await server.device(of: "anna", as: .reader)
      let answer = try await server.get("/v1/spaces", token: anna.token)
      #expect(
        answer.body
          == #"{"spaces":[{"space":"\#(server.space.text)","name":"Example neighbourhood","#
          + #""role":"reader"}]}"#)
    }
  }
}
