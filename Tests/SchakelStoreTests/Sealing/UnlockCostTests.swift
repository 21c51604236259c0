import CSQLite
import SchakelCore
import SchakelTesting
import Synchronization
import Testing

@testable import SchakelStore

/// What it costs to make the search index of a sealed replica, counted: `search.unlock` of `make bench`
/// times the same.
@Suite("The cost of unlocking")
struct UnlockCostTests {
  /// Counts what it opens.
  private final class CountingCipher: ContentCipher {
    private let inner = TestCipher()
    private let count = Atomic(0)

    var opened: Int { count.load(ordering: .relaxed) }

    func seal(_ content: [UInt8], for identity: [UInt8]) -> [UInt8]? {
      inner.seal(content, for: identity)
    }

    func open(_ sealed: [UInt8], for identity: [UInt8]) -> [UInt8]? {
      count.add(1, ordering: .relaxed)
      return inner.open(sealed, for: identity)
    }
  }

  private struct Cost: Sendable {
    var opened = 0
    var statements = 0
    /// Of SQLite's machine, in the database and in the index.
    var steps = 0
  }

  /// What all statements of a connection cost since they were prepared.
  private static func cost(of connection: Connection) -> Cost {
    var cost = Cost()
    // Unsafe: the connection is open, and no other thread has it.
    var statement = unsafe sqlite3_next_stmt(connection.handle.database, nil)
    while let current = unsafe statement {
      cost.statements += 1
      cost.steps += unsafe Int(sqlite3_stmt_status(current, SQLITE_STMTSTATUS_VM_STEP, 0))
      unsafe statement = unsafe sqlite3_next_stmt(connection.handle.database, current)
    }
    return cost
  }

  /// The first look at the index of a replica that was opened anew, with so many notes.
  private static func unlocking(_ notes: Int) throws -> Cost {
    let home = try Scratch().path
    let written = try TestReplica(1, home: home, cipher: TestCipher())
    for number in 0..<notes { _ = try written.note("bankje \(number)") }
    try written.replica.close()
    let cipher = CountingCipher()
    let replica = try TestReplica(1, home: home, enrolled: false, cipher: cipher).replica
    let before = cipher.opened
    let index = try #require(replica.index)
    var cost = try index.current(with: replica) { index, database throws(ReplicaError) in
      let costs = [Self.cost(of: index), Self.cost(of: database)]
      return Cost(
        statements: costs[0].statements + costs[1].statements,
        steps: costs[0].steps + costs[1].steps)
    }
    cost.opened = cipher.opened - before
    #expect(try replica.search("bankje", limit: notes + 1).count == notes)
    return cost
  }

  @Test(
    "each document is opened once, by as many statements and with as much work whatever their number"
  )
  func linear() throws {
    let costs = try [40, 80, 160].map { try Self.unlocking($0) }
    #expect(costs.map(\.opened) == [40, 80, 160])
    #expect(Set(costs.map(\.statements)).count == 1, "\(costs)")
    let first = costs[1].steps - costs[0].steps
    let second = costs[2].steps - costs[1].steps
    // Twice as many more; were it their square, it would be four times as much.
    #expect(first > 0 && second * 10 <= first * 25, "\(costs)")
  }
}
