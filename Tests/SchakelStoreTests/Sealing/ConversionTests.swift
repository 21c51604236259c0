import SchakelCore
import SchakelTesting
import Synchronization
import Testing

@testable import SchakelStore

@Suite("A replica becomes sealed, and the reverse")
struct ConversionTests {
  private let cipher = TestCipher()

  @Test("no word is left in any file, in no column; opened again, every value is what it was")
  func everyColumn() throws {
    let replica = try HandmadeReplica()
    let before = try replica.dump()
    for column in SealedColumn.all where column.table != "meta" {
      #expect(try !files(of: replica.home, holding: "\(column.table) \(column.name)").isEmpty)
    }
    try Replica.seal(home: replica.home, with: cipher)
    #expect(try files(of: replica.home, holding: HandmadeReplica.word) == [])
    #expect(try Replica.isSealed(home: replica.home))
    try Replica.unseal(home: replica.home, with: cipher)
    #expect(try !Replica.isSealed(home: replica.home))
    let rows = try replica.dump().filter { !$0.hasPrefix("meta") }
    #expect(rows == before.filter { !$0.hasPrefix("meta") })
    #expect(try Set(before).isSubset(of: replica.dump() + ["meta.key 'uncompacted'"]))
  }

  @Test("what was written before is read after, and found, and the tables check")
  func content() throws {
    let device = try TestReplica(1, cipher: nil)
    let note = try device.note("Bankje", ["body": [Value("bij de speeltuin")]])
    try device.replica.draft("fieldNote", ["title": [Value("Nog niet gedeeld")]])
    _ = try device.replica.search("bankje")
    try device.replica.close()
    try Replica.seal(home: device.home, with: cipher)
    // Once more is no harm.
    try Replica.seal(home: device.home, with: cipher)
    let sealed = try TestReplica(2, person: 1, home: device.home, cipher: cipher)
    #expect(try sealed.replica.document(note)?.title == "Bankje")
    #expect(try sealed.replica.search("speeltuin").map(\.document.id) == [note])
    #expect(try sealed.replica.search("gedeeld").count == 1)
    #expect(try sealed.replica.check() == [])
    try sealed.replica.edit(note, [.set("title", Value("Schommel"))])
    try sealed.replica.close()
    try Replica.unseal(home: device.home, with: cipher)
    let open = try TestReplica(3, person: 1, home: device.home, cipher: nil)
    #expect(try open.replica.search("schommel").map(\.document.id) == [note])
    #expect(try open.replica.check() == [])
  }

  @Test(
    "a sealed replica is told from a damaged one: without its key, or with another, it is refused")
  func refused() throws {
    let device = try TestReplica(1, cipher: cipher)
    let note = try device.note("Bankje")
    try device.replica.close()
    func code(_ cipher: (any ContentCipher)?) throws -> ReplicaError.Code? {
      do throws(ReplicaError) {
        var environment = ReplicaEnvironment.system
        environment.cipher = cipher
        _ = try Replica.open(home: device.home, environment: environment)
        return nil
      } catch {
        return error.code
      }
    }
    #expect(try code(nil) == .sealed)
    #expect(try code(TestCipher(key: 2)) == .wrongKey)
    #expect(throws: ReplicaError.self) {
      try Replica.seal(home: device.home, with: TestCipher(key: 2))
    }
    #expect(throws: ReplicaError.self) {
      try Replica.unseal(home: device.home, with: TestCipher(key: 2))
    }
    let again = try TestReplica(2, person: 1, home: device.home, cipher: cipher)
    #expect(try again.replica.document(note)?.title == "Bankje")
    let plain = try TestReplica(3, cipher: nil)
    try plain.replica.close()
    let error = #expect(throws: ReplicaError.self) {
      _ = try TestReplica(4, home: plain.home, cipher: cipher)
    }
    #expect(error?.code == .notSealed)
  }

  @Test("whoever has it open when it is sealed neither writes nor reads on without the key")
  func openElsewhere() throws {
    let device = try TestReplica(1, cipher: nil)
    let note = try device.note("Bankje")
    try Replica.seal(home: device.home, with: cipher)
    let write = #expect(throws: ReplicaError.self) { try device.note("Schommel") }
    #expect(write?.code == .sealed)
    let read = #expect(throws: ReplicaError.self) { try device.replica.document(note) }
    #expect(read?.code == .sealed)
    try device.replica.close()
    let sealed = try TestReplica(2, person: 1, home: device.home, cipher: cipher)
    #expect(try sealed.replica.list().map(\.title) == ["Bankje"])
    // The log could not be emptied while it was open elsewhere: the next to open it did that.
    #expect(try files(of: device.home, holding: "Bankje") == [])
  }

  @Test("a conversion that is killed has happened whole or not at all, and is ended by the next")
  func killed() async throws {
    let replica = try HandmadeReplica()
    let home = replica.home
    let before = try replica.dump()
    await #expect(processExitsWith: .signal(9)) { [home = home as String] in
      try Replica.seal(home: home, with: DyingCipher(after: 5))
    }
    #expect(try !Replica.isSealed(home: home))
    #expect(try replica.dump() == before)
    await #expect(processExitsWith: .signal(9)) { [home = home as String] in
      // Committed, and not written anew.
      let connection = try Connection(home + "/replica.sqlite", options: .sealed)
      try connection.transaction { () throws(ReplicaError) in
        try Replica.sealValues(connection, TestCipher())
      }
      killThisProcess()
    }
    try Replica.seal(home: home, with: cipher)
    #expect(try files(of: home, holding: HandmadeReplica.word) == [])
    await #expect(processExitsWith: .signal(9)) { [home = home as String] in
      try Replica.unseal(home: home, with: DyingCipher(after: 5))
    }
    #expect(try Replica.isSealed(home: home))
    try Replica.unseal(home: home, with: cipher)
    #expect(try Set(before).isSubset(of: replica.dump()))
  }
}

extension ConnectionOptions {
  fileprivate static var sealed: ConnectionOptions {
    var options = ConnectionOptions()
    options.applicationID = ReplicaSchema.applicationID
    options.cipher = TestCipher()
    return options
  }
}

/// Ends the process midway.
private final class DyingCipher: ContentCipher {
  private let left: Mutex<Int>

  init(after count: Int) { left = Mutex(count) }

  private func countDown() {
    let isLast = left.withLock { left in
      left -= 1
      return left < 0
    }
    if isLast { killThisProcess() }
  }

  func seal(_ content: [UInt8], for identity: [UInt8]) -> [UInt8]? {
    countDown()
    return TestCipher().seal(content, for: identity)
  }

  func open(_ sealed: [UInt8], for identity: [UInt8]) -> [UInt8]? {
    countDown()
    return TestCipher().open(sealed, for: identity)
  }
}
