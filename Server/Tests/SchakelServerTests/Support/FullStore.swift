import SchakelCore
import SchakelRegion
import SchakelStore
import Synchronization

/// Whether there is room, and whether what is there can be read.
final class FullDisk: Sendable {
  private let full = Mutex(false)
  private let broken = Mutex(false)

  var isFull: Bool {
    get { full.withLock { $0 } }
    set { full.withLock { $0 = newValue } }
  }

  var isBroken: Bool {
    get { broken.withLock { $0 } }
    set { broken.withLock { $0 = newValue } }
  }
}

/// A store on a disk that is full, or fails, when a test says so: what SQLite then answers is answered here.
final class FullStore: RegionStore {
  /// What the failing disk says of itself.
  static let secret = "sector 7"

  private let store: SQLiteRegionStore
  private let disk: FullDisk

  init(_ store: SQLiteRegionStore, _ disk: FullDisk) {
    self.store = store
    self.disk = disk
  }

  var wasPutBack: Bool { store.wasPutBack }
  var diskBytes: UInt64 { store.diskBytes }

  func look<Value: Sendable>(
    _ body: (any RegionReading) throws(RegionError) -> Value
  ) throws(RegionError) -> Value {
    try refuseWhereBroken()
    return try store.look(body)
  }

  private func refuseWhereBroken() throws(RegionError) {
    if disk.isBroken { throw RegionError(.damaged, Self.secret) }
  }

  func read<Value: Sendable>(
    for reader: PersonID?,
    _ body: @escaping @Sendable (any RegionReading) throws(RegionError) -> Value
  ) async throws(RegionError) -> Value {
    try refuseWhereBroken()
    return try await store.read(for: reader, body)
  }

  func write<Value: Sendable>(
    cost: Int, _ body: @escaping @Sendable (any RegionWriting) throws(RegionError) -> Value
  ) async throws(RegionError) -> Value {
    try refuseWhereBroken()
    if disk.isFull {
      throw RegionError(
        SQLiteError(.full, "database or disk is full", while: .stepping, path: ""))
    }
    return try await store.write(cost: cost, body)
  }

  func whenMoved(_ body: @escaping @Sendable ([SpaceID]) -> Void) { store.whenMoved(body) }
  func lookForOthers() async throws(RegionError) { try await store.lookForOthers() }
  func sweep() async throws(RegionError) -> Bool { try await store.sweep() }

  func backUp(to path: String) async throws(RegionError) -> CheckReport {
    try await store.backUp(to: path)
  }

  func checkFile() async throws(RegionError) -> CheckReport { try await store.checkFile() }
  func close() throws(RegionError) { try store.close() }
}
