import Dispatch
import Foundation
import SchakelCore
import SchakelRegion
import Synchronization

extension FuzzTarget {
  /// What a device says is answered or refused by name, and the answer can be read: whatever stands in a
  /// request that can be read, pushed by a device whose every signature holds.
  static let service = FuzzTarget("service") { bytes throws(Broken) in
    guard let request = try? SyncRequest(encoded: bytes) else { return false }
    let region = try Counter.shared.region()
    let result = waiting { await region.answer(request) }
    switch result {
    case .failure(let error): throw Broken("refused without a name: \(error)")
    case .success(nil): return false
    case .success(let answer?):
      guard (try? SyncAnswer(encoded: answer.encoded)) == answer else {
        throw Broken("an answer that reads otherwise: \(Hex.encode(answer.encoded))")
      }
      return true
    }
  }

  fileprivate static func waiting<Value: Sendable>(
    _ body: @escaping @Sendable () async -> Value
  ) -> Value {
    let (done, result) = (DispatchSemaphore(value: 0), Box<Value>())
    Task(executorPreference: Aside.shared) {
      let value = await body()
      result.value.withLock { $0 = value }
      done.signal()
    }
    done.wait()
    return result.value.withLock { $0! }
  }
}

/// Threads of its own for what somebody waits for, who may hold the last of those that tasks share.
private final class Aside: TaskExecutor {
  static let shared = Aside()
  private let queue = DispatchQueue(label: "schakel-fuzz.region")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // unsafe: each job is run once, here.
    queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}

private final class Box<Value: Sendable>: Sendable {
  let value = Mutex<Value?>(nil)
}

/// The region that requests go to: a fresh one now and then, so that none grows for ever.
private final class Counter: Sendable {
  static let shared = Counter()
  private static let most = 2_000
  private let state = Mutex<(used: Int, region: Counted?)>((0, nil))

  func region() throws(FuzzTarget.Broken) -> Counted {
    let kept = state.withLock { state in
      state.used += 1
      return state.used % Self.most == 0 ? nil : state.region
    }
    if let kept { return kept }
    let made = FuzzTarget.waiting { await Result { try await Counted() } }
    do {
      let region = try made.get()
      state.withLock { $0.region = region }
      return region
    } catch {
      throw FuzzTarget.Broken("no region: \(error)")
    }
  }
}

extension Result where Failure == any Error {
  fileprivate init(catching body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}

/// A region with one space and one device.
private final class Counted: Sendable {
  private let service: RegionService
  private let space: SpaceID
  private let device: Device
  private let folder: URL

  init() async throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let environment = RegionEnvironment(
      now: { 1_700_000_000_000 },
      randomBytes: { count in (0..<count).map { _ in UInt8.random(in: 0...255) } },
      hashing: .portable, verify: { _, _, _ in true },
      sign: { _ in [UInt8](repeating: 1, count: 64) }, publicKey: [UInt8](repeating: 7, count: 32))
    service = try await RegionService(
      store: SQLiteRegionStore(folder.path() + "/region.sqlite"), environment: environment)
    try await service.found(name: "Voorbeeldregio")
    space = try await service.addSpace(name: "Voorbeeldwijk").id
    let invitation = try await service.invite(
      handle: "anna", name: "Voorbeeld", to: space, as: .contributor)
    let enrolment = try await service.enrol(
      code: invitation.code, deviceName: "toestel", replica: Supply.writers[0].replica,
      publicKey: [UInt8](repeating: 9, count: 32))
    let token = Array((enrolment.token ?? "").utf8)
    guard let device = try await service.authenticate(token: token) else {
      throw FuzzTarget.Broken("no device")
    }
    self.device = device
  }

  deinit {
    try? service.close()
    try? FileManager.default.removeItem(at: folder)
  }

  /// nil where the region refuses by name.
  func answer(_ request: SyncRequest) async -> Result<SyncAnswer?, any Error> {
    var request = request
    for index in request.spaces.indices.prefix(1) { request.spaces[index].space = space }
    do {
      return .success(try await service.sync(request, from: device))
    } catch {
      let isOurs = [.storage, .damaged, .closed, .ledger].contains(error.code)
      return isOurs ? .failure(error) : .success(nil)
    }
  }
}
