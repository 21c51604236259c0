import SchakelCore
import SchakelRegion
import SchakelStore

extension Contest {
  func schakel(_ task: Task) async throws -> Result {
    switch task {
    case .create:
      let device = try device()
      let notes = (0..<count).map(Note.init)
      return try await timed { for note in notes { _ = try device.create(note) } }
    case .update:
      let device = try device()
      try device.create(0..<count)
      let edits = edits(0)
      return try await timed {
        for (number, edit) in edits.enumerated() {
          try device.replica.edit(.sample(number), edit)
        }
      }
    case .batch:
      let device = try device()
      let notes = (0..<count).map {
        NewContribution(id: .sample($0), kind: "fieldNote", fields: Note($0).fields)
      }
      return try await timed {
        for start in stride(from: 0, to: count, by: Self.batch) {
          let part = notes[start..<min(start + Self.batch, count)]
          try device.replica.createAll(Array(part), in: Device.space)
        }
      }
    case .disk: return try disk()
    case .push, .pull, .everyone, .merge, .idle: return try await synchronising(task)
    }
  }

  private func device() throws -> Device { try device(in: bench.scratch.folder()) }

  private func device(in folder: String) throws -> Device {
    try Device(in: folder, synchronous: .normal, hashing: bench.cryptography.hashing)
  }

  /// For each note, its follow-up moved.
  private func edits(_ time: Int) -> [[FieldEdit]] {
    (0..<count).map { number in
      let change = Note(number).moved(time)
      return [.set(change.field, change.value)]
    }
  }

  private func disk() throws -> Result {
    let folder = try bench.scratch.folder()
    func size() throws -> Double { Double(try Scratch.size(of: folder)) / Double(count) }
    let device = try self.device(in: folder)
    try device.create(0..<count)
    try device.replica.close()
    let created = try size()
    let again = try self.device(in: folder)
    for time in 0..<Self.updates {
      for (number, edit) in edits(time).enumerated() {
        try again.replica.edit(.sample(number), edit)
      }
    }
    try again.replica.close()
    return Result(bytes: created, bytesUpdated: try size())
  }

  // MARK: Between devices

  private func synchronising(_ task: Task) async throws -> Result {
    let region = try await LocalRegion(bench)
    if task == .everyone { return try await everyone(region) }
    let writer = try await device(1, region)
    try writer.replica.create(0..<count, in: region.space)
    if task == .push { return try await timed { try await writer.sync() } }
    try await writer.sync()
    let reader = try await device(2, region)
    if task == .pull {
      return try await timed {
        try await reader.sync()
        try reader.check(documents: count)
      }
    }
    try await reader.sync()
    return try await task == .merge ? merge(writer, reader) : idle(reader)
  }

  private func device(_ number: Int, _ region: LocalRegion) async throws -> LocalDevice {
    try await LocalDevice(
      in: bench.scratch.folder(), seed: UInt64(number), region: region, synchronous: .normal)
  }

  /// The title of each note changed on both sides. Both have it all in the end, and the region has
  /// each conflict on record.
  private func merge(_ one: LocalDevice, _ other: LocalDevice) async throws -> Result {
    for (device, title) in [(one, "links"), (other, "rechts")] {
      for number in 0..<count {
        try device.replica.edit(.sample(number), [.set("title", Value(title))])
      }
    }
    let result = try await timed { for device in [one, other, one] { try await device.sync() } }
    let records = try await one.region.service.openConflicts(in: one.region.space)
    guard records == UInt64(count) else { throw Unexpected("\(records) conflicts") }
    return result
  }

  private func idle(_ device: LocalDevice) async throws -> Result {
    let bytes = try await device.exchange()
    var times: [Double] = []
    for _ in 0..<200 {
      times.append(try await ContinuousClock().measure { try await device.sync() }.seconds)
    }
    return Result(seconds: times.median, bytes: Double(bytes))
  }

  private func everyone(_ region: LocalRegion) async throws -> Result {
    var crowd: [LocalDevice] = []
    for number in 0..<devices {
      let device = try await device(number + 1, region)
      try device.replica.create(number * count..<(number + 1) * count, in: region.space)
      crowd.append(device)
    }
    return try await timed {
      for device in crowd { try await device.sync() }
      for device in crowd { try await device.sync() }
      for device in crowd { try device.check(documents: devices * count) }
    }
  }
}
