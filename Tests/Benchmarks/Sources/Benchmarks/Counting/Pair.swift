import SchakelCore
import SchakelStore

/// Two devices of a region in this process: what one wrote, the other pulls.
struct Pair {
  let writer: LocalDevice
  let reader: LocalDevice

  init(_ bench: Bench) async throws {
    let region = try await LocalRegion(bench)
    writer = try await LocalDevice(in: bench.scratch.folder(), seed: 1, region: region)
    reader = try await LocalDevice(in: bench.scratch.folder(), seed: 2, region: region)
    for device in [writer, reader] { try await device.sync() }
  }

  /// New notes that both have in the end.
  func write(_ numbers: Range<Int>) async throws {
    try create(numbers)
    for device in [writer, reader] { try await device.sync() }
  }

  /// New notes on the writer's device.
  func create(_ numbers: Range<Int>) throws {
    try writer.replica.create(numbers, in: writer.region.space)
  }

  /// The title of notes changed, each in a commit of its own.
  func edit(_ numbers: Range<Int>, _ title: String, in device: LocalDevice) throws {
    for number in numbers {
      try device.replica.edit(.sample(number), [.set("title", Value(title))])
    }
  }

  /// Sends what was written, and makes ready for the reader to take in so many changes of it.
  func pull(_ changes: Int) async throws -> HotPath.Work {
    try await writer.sync()
    let absorb = try await reader.fetch()
    return HotPath.Work(changes) {
      // The entries of who joined are pulled with them.
      let pulled = try absorb()
      guard pulled >= changes else { throw Unexpected("\(pulled) changes, not \(changes)") }
    }
  }
}
