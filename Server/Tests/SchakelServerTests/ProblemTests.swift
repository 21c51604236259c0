import EdgeTesting
import HTTPTypes
import Hummingbird
import NIOCore
import SchakelRegion
import Testing

@testable import SchakelServer

@Suite struct ProblemKindTests {
  @Test("types, statuses and titles are what clients know them by")
  func catalogue() {
    let rows = ProblemKind.allCases.map { "\($0.status) \($0.type)" }
    #expect(
      rows == [
        "400 /problems/malformed-request", "400 /problems/invalid-input",
        "401 /problems/unauthenticated", "401 /problems/token-expired", "403 /problems/forbidden",
        "403 /problems/device-revoked", "403 /problems/device-wiped", "404 /problems/not-found",
        "404 /problems/unknown-person",
        "405 /problems/method-not-allowed", "406 /problems/not-acceptable",
        "408 /problems/too-slow", "409 /problems/conflict",
        "409 /problems/already-member", "409 /problems/last-coordinator",
        "409 /problems/too-many-invitations", "410 /problems/gone",
        "413 /problems/too-large", "415 /problems/unsupported-media-type",
        "426 /problems/upgrade-required", "429 /problems/too-many-requests",
        "431 /problems/headers-too-large",
        "500 /problems/internal", "501 /problems/server-outdated", "503 /problems/overloaded",
        "503 /problems/timed-out", "503 /problems/not-ready", "503 /problems/shutting-down",
        "507 /problems/storage-full",
      ])
    #expect(Set(ProblemKind.allCases.map(\.title)).count == ProblemKind.allCases.count)
  }

  @Test("a version that is no longer spoken is the program's to mend, a newer one the server's")
  func versions() {
    let old = Problem(RegionError(.versionNotSpoken, "too old"))
    #expect(old.kind == .upgradeRequired && old.detail == "Too old.")
    let new = Problem(RegionError(.versionNotYetSpoken, "too new"))
    #expect(new.kind == .serverOutdated && new.detail == "Too new.")
  }

  @Test(
    "a bare status stands for the kind nearest to it",
    arguments: [
      (404, "not-found"), (418, "malformed-request"), (500, "internal"), (599, "internal"),
    ])
  func standing(status: Int, kind: String) {
    #expect(ProblemKind.standing(for: status).rawValue == kind)
  }
}

@Suite(.timeLimit(.minutes(10))) struct ProblemTests {
  struct Secret: Error {
    let path = "/var/lib/schakel/region.db"
  }

  struct Input: Decodable {
    struct Inner: Decodable { let count: Int }
    let items: [Inner]
  }

  static func routes(_ routes: TestServer.Routes) {
    routes.get("fails") { _, _ -> String in throw Secret() }
    routes.get("bare") { _, _ -> String in throw HTTPError(.conflict, message: "inside words") }
    routes.get("faults") { _, _ -> String in
      throw Problem(
        .invalidInput, "Two values.",
        faults: [
          .init(.query, at: "limit", code: "too-high", "At most 100."),
          .init(.body, at: "/items/0", code: "missing", "Required."),
        ])
    }
    routes.post("input") { request, _ in
      let input = try await request.json(as: Input.self, upTo: 100)
      return String(input.items.count)
    }
    routes.group("things").get(":id") { _, _ in "a thing" }
  }

  static func run(_ body: (TestServer) async throws -> Void) async throws {
    try await TestServer.run(routes: Self.routes, body)
  }

  @Test("an error of unknown kind says nothing of the inside, and the log says it all")
  func leaksNothing() async throws {
    try await Self.run { server in
      let answer = try await server.get("/fails", ["X-Request-Id: abc-1"])
      #expect(answer.status == 500)
      #expect(answer.problemKind == "internal")
      #expect(!answer.body.contains("region.db") && !answer.body.contains("Secret"))
      #expect(answer["x-request-id"] == "abc-1")
      let lines = server.log.all.filter { $0.contains("region.db") && $0.contains("abc-1") }
      #expect(lines.count == 1)
    }
  }

  @Test("a region that is not there yet says when to ask again")
  func notFounded() {
    let problem = Problem(describing: RegionError(.notFounded, "no region"))
    #expect(problem.kind == .notReady && problem.retryAfter == 10)
  }

  @Test("the framework's errors are problems too, without its words")
  func bareErrors() async throws {
    try await Self.run { server in
      let answer = try await server.get("/bare")
      #expect(answer.status == 409)
      #expect(answer.problemKind == "conflict")
      #expect(!answer.body.contains("inside words"))
    }
  }

  @Test("a problem has the members of RFC 9457, and never an instance")
  func members() async throws {
    try await Self.run { server in
      let answer = try await server.get("/nowhere")
      #expect(answer.status == 404)
      #expect(answer.problem["type"] as? String == "/problems/not-found")
      #expect(answer.problem["title"] as? String == "There is nothing at this address")
      #expect(answer.problem["status"] as? Int == 404)
      #expect(answer.problem["instance"] == nil)
    }
  }

  @Test("all faults are named at once")
  func faults() async throws {
    try await Self.run { server in
      let answer = try await server.get("/faults")
      let errors = answer.problem["errors"] as? [[String: String]]
      #expect(
        errors == [
          ["in": "query", "location": "limit", "code": "too-high", "detail": "At most 100."],
          ["in": "body", "location": "/items/0", "code": "missing", "detail": "Required."],
        ])
    }
  }

  @Test("another method is answered with 405 and what is allowed")
  func methods() async throws {
    try await Self.run { server in
      let answer = try await server.get("/things/7", method: "DELETE")
      #expect(answer.status == 405)
      #expect(answer.problemKind == "method-not-allowed")
      #expect(answer["allow"] == "GET, HEAD")
      #expect(try await server.get("/input", method: "GET")["allow"] == "POST")
    }
  }

  @Test("HEAD gets the headers of GET and no body, for problems too")
  func head() async throws {
    try await Self.run { server in
      try await server.connect { wire in
        let fine = try await wire.get("/things/7", method: "HEAD")
        #expect(fine.status == 200)
        #expect(fine["content-length"] == "7")
        let missing = try await wire.get("/nowhere", method: "HEAD")
        #expect(missing.status == 404)
        #expect(missing["content-type"] == "application/problem+json")
        // Had a body followed a HEAD, it would be read as the next answer's beginning.
        let failing = try await wire.get("/fails", method: "HEAD")
        #expect(failing.status == 500)
        let after = try await wire.get("/livez")
        #expect(after.status == 200)
      }
    }
  }

  @Test(
    "an address has one spelling",
    arguments: ["/livez/", "//livez", "/things//7", "/things/7/"])
  func strictPaths(path: String) async throws {
    try await Self.run { server in
      let answer = try await server.get(path)
      #expect(answer.status == 404)
      #expect(answer.problemKind == "not-found")
    }
  }

  @Test(
    "input of the wrong shape is named by JSON Pointer, and not repeated",
    arguments: [
      (#"{"items":[{"count":1},{"count":"geheim"}]}"#, "/items/1/count", "wrong-type"),
      (#"{"items":[{}]}"#, "/items/0/count", "missing"),
      (#"{}"#, "/items", "missing"),
    ])
  func input(json: String, pointer: String, code: String) async throws {
    try await Self.run { server in
      let answer = try await server.post("/input", json)
      #expect(answer.status == 400)
      #expect(answer.problemKind == "invalid-input")
      let errors = answer.problem["errors"] as? [[String: String]]
      #expect(errors?.map { $0["location"] } == [pointer])
      #expect(errors?.map { $0["code"] } == [code])
      #expect(!answer.body.contains("geheim"))
    }
  }

  @Test("no JSON, another type and too much of it are told apart")
  func wrongInput() async throws {
    try await Self.run { server in
      #expect(try await server.post("/input", "{").problemKind == "malformed-request")
      #expect(
        try await server.post("/input", "{}", type: "text/plain").problemKind
          == "unsupported-media-type")
      let long = String(repeating: " ", count: 200)
      #expect(try await server.post("/input", long).problemKind == "too-large")
      let good = try await server.post(
        "/input", #"{"items":[]}"#, type: "application/json; charset=utf-8")
      #expect(good.body == "0")
    }
  }
}

extension TestServer {
  func post(
    _ path: String, _ body: String, type: String = "application/json"
  ) async throws -> Answer {
    try await connect { wire in
      try await wire.send(
        "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Type: \(type)\r\n"
          + "Content-Length: \(body.utf8.count)\r\n\r\n" + body)
      return try await wire.answer().unwrapped
    }
  }
}
