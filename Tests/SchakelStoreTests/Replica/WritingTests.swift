import SchakelCore
import Testing

@testable import SchakelStore

@Suite("Writing on a device")
struct WritingTests {
  @Test("what was written is there after the files are opened again")
  func survivesReopening() throws {
    let device = try TestReplica(1)
    let id = try device.replica.create(
      "fieldNote", ["title": [Value("bankje")], "themes": [Value("safety"), Value("safety")]],
      in: TestReplica.space)
    #expect(try device.replica.edit(id, [.set("title", Value("een bankje"))]))
    #expect(try device.replica.edit(id, [.set("title", Value("een bankje"))]) == false)
    try device.replica.close()
    let again = try TestReplica(2, person: 1, home: device.home)
    let row = try again.replica.write { transaction throws(ReplicaError) in
      try transaction.document(id)?.state.encoded()
    }
    let state = try DocumentState(encoded: row!)
    #expect(state.view(of: "title", policy: .keepAll).value?.text == "een bankje")
    #expect(state.siblings(of: "themes").count == 1)
    #expect(state.invariantFailure == nil)
  }

  @Test("a database that was put back goes on under a new incarnation")
  func putBack() throws {
    let device = try TestReplica(1)
    let first = device.replica.identity
    try device.replica.create("fieldNote", ["title": [Value("a")]], in: TestReplica.space)
    try device.replica.close()
    let copy = try Scratch().path
    for file in ["/replica.sqlite", "/replica.mark"] {
      try write(try #require(contents(of: device.home + file)), to: copy + file)
    }
    let elsewhere = try TestReplica(7, person: 1, home: copy)
    #expect(elsewhere.replica.identity.replica == first.replica)
    #expect(elsewhere.replica.identity.incarnation != first.incarnation)
    let same = try TestReplica(8, person: 1, home: device.home)
    #expect(
      same.replica.identity
        == ReplicaIdentity(
          replica: first.replica, incarnation: first.incarnation, person: PersonID(rawValue: 1)))
  }

  @Test("a draft becomes a document under its own id")
  func share() throws {
    let device = try TestReplica(1)
    let id = try device.replica.draft("successStory", ["title": [Value("het lukte")]])
    try device.replica.editDraft(id, ["outcome": [Value("success")]])
    #expect(try device.replica.drafts().count == 1)
    #expect(try device.replica.share(id, in: TestReplica.space) == id)
    #expect(try device.replica.drafts().isEmpty)
  }

  @Test("a connector profile without consent stays a draft")
  func consent() throws {
    let device = try TestReplica(1)
    let id = try device.replica.draft("connectorProfile", ["name": [Value("voorbeeld")]])
    #expect(throws: ReplicaError.self) { try device.replica.share(id, in: TestReplica.space) }
    #expect(try device.replica.drafts().count == 1)
  }
}
