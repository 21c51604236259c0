import Foundation
import SchakelCore
import SchakelStore
import SchakelSync
import Testing

@testable import SchakelSyncHTTP

@Suite("Exchanging an invitation over HTTP")
struct EnrolmentTests {
  private static let key = [UInt8](repeating: 0xab, count: 32)
  private static let regionKey = String(repeating: "3d", count: 32)

  private static let answer = """
    {"token":"00ff","person":"000000000000bea1","personName":"Voorbeeld Wijkwerker",
    "regionName":"Voorbeeldregio","regionKey":"\(regionKey)","spaces":[
    {"space":"5c4a6b656c000001","name":"Voorbeeldwijk","role":"contributor"}],"later":[1]}
    """

  private static func created(_ json: String) -> String {
    .http("201 Created", type: "application/json; charset=utf-8", body: json)
  }

  /// Asks a server that answers this.
  private func enrol(
    _ answer: String, token: String? = nil
  ) async throws -> (Result<HTTPTransport.Admission, TransportFailure>, RawRequest?) {
    let server = RawServer(.answer(answer))
    defer { server.stop() }
    let transport = try makeTransport(server: server.address, token: token, limits: .patient())
    let replica = try #require(ReplicaID(text: "00000000000000a1"))
    do throws(TransportFailure) {
      let admission = try await transport.enrol(
        code: [1, 2, 255], deviceName: "toestel \"één\"",
        replica: replica, publicKey: Self.key)
      return (.success(admission), server.requests.first)
    } catch {
      return (.failure(error), server.requests.first)
    }
  }

  @Test("what the region says of itself and of the person is read, and what is new to us is not")
  func isRead() async throws {
    let (result, _) = try await enrol(Self.created(Self.answer))
    let admission = try result.get()
    #expect(admission.token == "00ff")
    #expect(admission.regionName == "Voorbeeldregio")
    #expect(admission.regionKey == [UInt8](repeating: 0x3d, count: 32))
    #expect(admission.enrolment.person.text == "000000000000bea1")
    #expect(admission.enrolment.name == "Voorbeeld Wijkwerker")
    let space = try #require(admission.enrolment.spaces.first)
    #expect(space.id.text == "5c4a6b656c000001" && space.name == "Voorbeeldwijk")
    #expect(space.role == .contributor)
  }

  @Test("an admission that is printed does not show its token")
  func secrecy() async throws {
    let admission = try await enrol(Self.created(Self.answer)).0.get()
    var dumped = "\(admission) \(String(reflecting: admission))"
    dump(admission, to: &dumped)
    #expect(!dumped.contains("00ff"))
    #expect(dumped.contains("Voorbeeldregio"))
  }

  @Test("the request is JSON in the interface's words, and goes without a token")
  func isAsked() async throws {
    let (_, request) = try await enrol(Self.created(Self.answer))
    let asked = try #require(request)
    #expect(asked.line == "POST /v1/enrolments HTTP/1.1")
    #expect(asked.headers["content-type"] == "application/json")
    #expect(asked.headers["accept"] == "application/json")
    #expect(asked.headers["authorization"] == nil)
    let json = try JSONDecoder().decode([String: String].self, from: Data(asked.body))
    #expect(
      json == [
        "code": "0102ff", "deviceName": "toestel \"één\"", "replica": "00000000000000a1",
        "publicKey": String(repeating: "ab", count: 32),
      ])
  }

  @Test("a device that has a token sends it along, and keeps it")
  func joins() async throws {
    let without = Self.answer.replacingOccurrences(of: "\"token\":\"00ff\",", with: "")
    let (result, request) = try await enrol(Self.created(without), token: token)
    #expect(try result.get().token == nil)
    #expect(request?.headers["authorization"] == "Bearer \(token)")
  }

  @Test("an invitation that was used is told apart from a token that is refused")
  func refusals() async throws {
    let gone = String.problem(
      "410 Gone", [], #"{"type":"/problems/gone","detail":"Ask for a new invitation."}"#)
    let (used, _) = try await enrol(gone)
    #expect(throws: TransportFailure.self) { try used.get() }
    if case .failure(let failure) = used {
      #expect(failure.code == .requestRefused && failure.problem == "/problems/gone")
      #expect(failure.message.hasSuffix("Ask for a new invitation."))
      #expect(!failure.isPassing)
    }
    let (unknown, _) = try await enrol(.problem("401 Unauthorized"), token: token)
    if case .failure(let failure) = unknown { #expect(failure.code == .tokenRefused) }
  }

  static let unreadable: [(String, String)] = [
    ("no JSON", "{"), ("another shape", "[]"), ("nothing", "{}"),
    ("no token for a device that has none", change("\"token\":\"00ff\",", "")),
    ("a token that breaks a header", change("00ff", "00\\r\\nX: y")),
    ("an empty token", change("00ff", "")),
    ("a person that is no id", change("000000000000bea1", "anna")),
    ("a space that is no id", change("5c4a6b656c000001", "5C4A")),
    ("a role that nobody knows", change("contributor", "king")),
    ("a key that is too short", change(regionKey, "3d")),
    ("a key of other letters", change(regionKey, String(repeating: "zz", count: 32))),
  ]

  private static func change(_ old: String, _ new: String) -> String {
    answer.replacingOccurrences(of: old, with: new)
  }

  @Test("an answer that is not whole is no enrolment", arguments: unreadable)
  func isRefused(_ name: String, _ json: String) async throws {
    let (result, _) = try await enrol(Self.created(json))
    guard case .failure(let failure) = result else {
      Issue.record("\(name) was taken")
      return
    }
    #expect(failure.code == .notSchakel)
  }
}
