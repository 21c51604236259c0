import SchakelCore
import Testing

@testable import SchakelStore

@Suite("The file under a replica")
struct CheckFileTests {
  private func filled() throws -> TestReplica {
    let device = try TestReplica(1)
    for number in 0..<60 {
      _ = try device.note("\(number)", ["body": [Value(String(repeating: "woord ", count: 40))]])
    }
    return device
  }

  @Test(
    "a sound file is sound, while it is read and written", arguments: [CheckDepth.quick, .full])
  func sound(depth: CheckDepth) async throws {
    let device = try filled()
    let replica = device.replica
    async let report = replica.checkFile(depth)
    for number in 0..<20 { _ = try device.note("erbij \(number)") }
    #expect(try await report == .sound)
    #expect(try replica.list(limit: 100).count == 80)
  }

  @Test("a damaged page is told, and nothing is overwritten")
  func damaged() async throws {
    let device = try filled()
    try device.replica.close()
    let path = device.home + "/replica.sqlite"
    var bytes = try #require(contents(of: path))
    // The third page and those after it: tables and their indexes begin there.
    for offset in 8_192..<40_960 { bytes[offset] = 0xA5 }
    try write(bytes, to: path)
    let replica = try DatabasePool(
      path, options: .forTests { $0.applicationID = ReplicaSchema.applicationID })
    guard case .damaged(let findings) = try await replica.check() else {
      Issue.record("the damage was not found")
      return
    }
    #expect(!findings.isEmpty)
    #expect(contents(of: path) == bytes)
  }

  @Test("a damaged page keeps nobody from what can be read, though words are still to be cleared")
  func damagedAndUnswept() throws {
    let device = try filled()
    try device.replica.write { transaction throws(ReplicaError) in
      try Meta.write(.unswept, 1, in: transaction.connection)
    }
    try device.replica.close()
    let path = device.home + "/replica.sqlite"
    let plain = try Connection(
      path, mode: .readOnly, options: .forTests { $0.applicationID = ReplicaSchema.applicationID })
    let root = try plain.integers("SELECT rootpage FROM sqlite_master WHERE name = 'notices'")
    try plain.close()
    var bytes = try #require(contents(of: path))
    bytes[Int(try #require(root.first) - 1) * 4_096] = 0xA5
    try write(bytes, to: path)
    let again = try TestReplica(1, home: device.home, enrolled: false)
    #expect(try again.replica.list(limit: 100).count == 60)
    try again.replica.sweepUnlessDamaged()
    let error = #expect(throws: ReplicaError.self) { try again.replica.sweep() }
    #expect(error?.code == .damaged)
  }

  @Test("a check that is cancelled says so")
  func cancelled() async throws {
    let device = try filled()
    let replica = device.replica
    let task = Task { () throws(ReplicaError) in
      while !Task.isCancelled { await Task.yield() }
      return try await replica.checkFile(.full)
    }
    task.cancel()
    let error = await #expect(throws: ReplicaError.self) { try await task.value }
    #expect(error?.database?.code.isInterrupt == true)
  }
}
