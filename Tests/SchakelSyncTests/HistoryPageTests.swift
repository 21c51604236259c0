import SchakelCore
import SchakelSync
import SchakelTesting
import Synchronization
import Testing

@testable import SchakelStore

@Suite("A document's history, page by page")
struct HistoryPageTests {
  /// Carla began from states of a note with seven changes; a page holds one of them.
  private struct Scene {
    let region: TestRegion
    let anna: TestDevice
    let carla: TestDevice
    let id: DocumentID

    init(role: Role = .contributor) async throws {
      region = try await TestRegion()
      anna = try await region.device(1)
      id = try anna.note("bankje")
      for place in ["plein", "park", "brug", "markt", "school", "kade"] {
        try anna.replica.edit(id, [.set("place", Value(place))])
      }
      try await anna.sync()
      carla = try await region.device(3, person: "carla")
      try await carla.sync()
      #expect(try carla.replica.history(id).items.isEmpty)
    }

    var request: HistoryRequest { HistoryRequest(space: region.space, document: id) }

    func fetch() async throws -> TransportFailure? {
      let synchroniser = Synchroniser(
        replica: carla.replica, transport: MemoryTransport(device: carla), signer: carla.signer,
        verifier: TestRegion.verifier, budget: SyncBudget(answer: 1))
      return try await synchroniser.fetchHistory(request)
    }

    /// Lets a number of pages through, and then no more.
    func breakAfter(_ pages: Int) {
      let left = Mutex(pages)
      carla.wire { wire in
        wire.tamperHistory = { _, bytes in
          left.withLock { left in
            left -= 1
            return left >= 0 ? .success(bytes) : .failure(TransportFailure(.timedOut, "gone"))
          }
        }
      }
    }

    func mend() { carla.wire { $0.tamperHistory = nil } }

    var asked: Int { carla.wire { $0.histories.count } }
  }

  @Test("what does not fit one page comes in as many as it takes")
  func pages() async throws {
    let scene = try await Scene()
    #expect(try await scene.fetch() == nil)
    #expect(scene.asked == 7)
    #expect(try scene.carla.replica.history(scene.id).items.count == 7)
    #expect(try scene.carla.replica.history(scene.id).isComplete)
    #expect(try scene.carla.replica.check() == [])
    #expect(try await scene.carla.sync().isSynchronised)
  }

  @Test("one that broke off goes on where it was, also in another process")
  func resumed() async throws {
    let scene = try await Scene()
    scene.breakAfter(3)
    #expect(try await scene.fetch()?.code == .timedOut)
    #expect(try scene.carla.replica.history(scene.id).items.isEmpty)
    #expect(try scene.carla.replica.check() == [])
    scene.mend()
    #expect(try scene.carla.replica.nextPage(of: scene.request).request.after != nil)
    #expect(try await scene.fetch() == nil)
    // Three, one that got lost, and the four that were left.
    #expect(scene.asked == 8)
    #expect(try scene.carla.replica.history(scene.id).items.count == 7)
    #expect(try scene.carla.replica.nextPage(of: scene.request).request.after == nil)
  }

  @Test("a document that must be built anew gets its pages over several syncs, which go on")
  func built() async throws {
    let scene = try await Scene()
    let carla = scene.carla
    try await scene.region.setRole(.reader, of: carla, handle: "carla")
    try carla.replica.edit(scene.id, [.set("body", Value("te laat"))])
    scene.breakAfter(2)
    let budget = SyncBudget(answer: 1)
    let report = try await carla.sync(budget: budget)
    #expect(report.ending == .complete)
    #expect(report.missing.map(\.failure.code) == [.timedOut])
    #expect(!report.isSynchronised)
    #expect(try carla.replica.document(scene.id)?.state == .problem)
    scene.mend()
    let asked = scene.asked
    #expect(try await carla.sync(budget: budget).isSynchronised)
    #expect(scene.asked - asked == 6)
    try await scene.anna.sync()
    #expect(try carla.states() == scene.anna.states())
    #expect(try carla.replica.check() == [])
  }

  @Test("a region that does not know a page any more is asked from the first one on, once")
  func putBack() async throws {
    let scene = try await Scene()
    scene.breakAfter(2)
    _ = try await scene.fetch()
    let isFirst = Mutex(true)
    let gone = TransportFailure(.requestRefused, "no such page", problem: "/problems/gone")
    scene.carla.wire { wire in
      wire.tamperHistory = { _, bytes in
        isFirst.withLock { isFirst in
          defer { isFirst = false }
          return isFirst ? .failure(gone) : .success(bytes)
        }
      }
    }
    let asked = scene.asked
    #expect(try await scene.fetch() == nil)
    #expect(scene.asked - asked == 8)
    #expect(try scene.carla.replica.history(scene.id).items.count == 7)

    scene.breakAfter(2)
    _ = try await scene.fetch()
    scene.carla.wire { $0.tamperHistory = { _, _ in .failure(gone) } }
    #expect(try await scene.fetch() == gone)
  }

  @Test("a page that makes no sense takes those before it along, and the next try is whole")
  func senseless() async throws {
    let scene = try await Scene()
    let empty = HistoryAnswer(items: [], voids: [], token: [1]).encoded
    let count = Mutex(0)
    scene.carla.wire { wire in
      wire.tamperHistory = { _, bytes in
        let number = count.withLock { count in
          count += 1
          return count
        }
        return .success(number == 3 ? empty : bytes)
      }
    }
    #expect(try await scene.fetch()?.code == .protocolViolation)
    #expect(try scene.carla.replica.nextPage(of: scene.request).request.after == nil)
    #expect(try await scene.fetch() == nil)
    #expect(try scene.carla.replica.history(scene.id).items.count == 7)
  }

  @Test("an answer in a version that this program does not speak is not read")
  func version() async throws {
    let scene = try await Scene()
    scene.carla.wire { wire in
      wire.tamperHistory = { _, bytes in
        guard var answer = try? HistoryAnswer(encoded: bytes) else { return .success(bytes) }
        answer.version = ProtocolVersion.current + 1
        return .success(answer.encoded)
      }
    }
    #expect(try await scene.fetch()?.code == .upgradeRequired)
    #expect(try scene.carla.replica.nextPage(of: scene.request).request.after == nil)
    scene.carla.wire { $0.tamper = { $0.version = ProtocolVersion.current + 1 } }
    let id = try scene.carla.note("blijft hier")
    let report = try await scene.carla.sync()
    var refused: TransportFailure?
    if case .failed(let failure) = report.ending { refused = failure }
    #expect(refused?.code == .upgradeRequired)
    scene.carla.wire { $0.tamper = nil }
    #expect(try await scene.carla.sync().isSynchronised)
    #expect(try scene.carla.replica.document(id)?.state == .synchronised)
  }

  @Test("pages that go round in circles are no history")
  func circles() async throws {
    let scene = try await Scene()
    let bytes = try await MemoryTransport(device: scene.carla).history(scene.request.encoded)
    var page = try HistoryAnswer(encoded: bytes)
    let carla = scene.carla.replica
    for token: [UInt8] in [[1], [2]] {
      page.token = token
      #expect(try carla.absorb(page, to: carla.nextPage(of: scene.request)))
    }
    page.token = [1]
    #expect(throws: ReplicaError.self) {
      try carla.absorb(page, to: carla.nextPage(of: scene.request))
    }
    #expect(try carla.nextPage(of: scene.request).request.after == nil)
  }

  @Test(
    "more pages than there is room for are let go, and that is said",
    arguments: [(400, Int.max), (Int.max, 400)])
  func room(ofAll: Int, ofOne: Int) async throws {
    let scene = try await Scene()
    scene.breakAfter(1)
    _ = try await scene.fetch()
    let next = try scene.carla.replica.nextPage(of: scene.request)
    scene.mend()
    let bytes = try await MemoryTransport(device: scene.carla).history(
      HistoryRequest(space: scene.region.space, document: scene.id).encoded)
    var page = try HistoryAnswer(encoded: bytes)
    page.token = [9]
    #expect(throws: ReplicaError.self) {
      try scene.carla.replica.absorb(page, to: next, limit: ofAll, ofOne: ofOne)
    }
    #expect(try scene.carla.replica.nextPage(of: scene.request).request.after == nil)
  }

  @Test("pages that nobody goes on with are gone after a week, and at once without a right")
  func forgotten() async throws {
    for isRightLost in [false, true] {
      let scene = try await Scene()
      scene.breakAfter(2)
      _ = try await scene.fetch()
      #expect(try scene.carla.replica.nextPage(of: scene.request).request.after != nil)
      if isRightLost {
        scene.carla.wire { wire in
          wire.tamper = { $0.spaces = [.init(space: $0.spaces[0].space, status: .noAccess)] }
        }
      } else {
        scene.carla.clock.advance(8 * 86_400_000)
      }
      try await scene.carla.sync()
      #expect(try scene.carla.replica.nextPage(of: scene.request).request.after == nil)
    }
  }

  @Test("two that fetch the same history get in each other's way no more than once a page")
  func twice() async throws {
    let scene = try await Scene()
    async let one = scene.fetch()
    async let other = scene.fetch()
    #expect(try await [one, other] == [nil, nil])
    #expect(try scene.carla.replica.history(scene.id).items.count == 7)
    #expect(try scene.carla.replica.check() == [])
  }
}
