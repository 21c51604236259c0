import SchakelCore

extension RegionService {
  /// What an operator asks first: O(spaces + members + devices + open conflicts), at any number of
  /// changes.
  /// - Throws: `notFounded`.
  public func status() async throws(RegionError) -> RegionStatus {
    let disk = store.diskBytes
    return try await store.read { [self] store throws(RegionError) in
      let region = try region(from: store)
      let spaces = try store.spaces()
      let devices = try self.devices(from: store)
      var warnings: [RegionStatus.Warning] = []
      for space in spaces { warnings += try self.warnings(space, from: store) }
      let backups = try store.backups()
      return RegionStatus(
        name: region.name, epoch: region.epoch, created: region.created,
        spaces: try self.status(of: spaces, from: store), devices: devices, diskBytes: disk,
        backups: backups,
        warnings: warnings + (try copies(from: store)).map { .copy($0.writer, since: $0.since) }
          + devices.compactMap(warning) + self.warnings(backups))
    }
  }

  /// All devices of people, in the order in which they were enrolled.
  public func devices() throws(RegionError) -> [RegionStatus.Device] {
    try store.look { store throws(RegionError) in try devices(from: store) }
  }

  func devices(
    from store: any RegionReading
  ) throws(RegionError) -> [RegionStatus.Device] {
    var devices: [RegionStatus.Device] = []
    for device in try store.devices() where device.replica != environment.identity.replica {
      let person = try store.person(device.person)
      devices.append(
        RegionStatus.Device(
          replica: device.replica, name: device.name, person: device.person,
          personName: person?.name ?? "", handle: person?.handle ?? "", status: device.status,
          decidedBy: device.decidedBy, created: device.created, lastContact: device.lastContact,
          agent: device.agent,
          tokenBorn: try store.newestToken(of: device.replica)?.born, emptied: device.emptied))
    }
    return devices
  }

  private func status(
    of spaces: [SpaceRecord], from store: any RegionReading
  ) throws(RegionError) -> [RegionStatus.Space] {
    var all: [RegionStatus.Space] = []
    for space in spaces {
      let members = try store.members(in: space.number, changedAfter: 0)
        .filter { $0.role != .none && $0.person != environment.identity.person }
      all.append(
        RegionStatus.Space(
          id: space.id, name: space.name, members: members.count,
          documents: space.documents, changes: space.changes, head: space.head,
          digest: space.digest, voids: space.voids, forks: space.forks, waiting: space.waiting,
          openConflicts: try store.openConflicts(in: space.number),
          checkpointed: try store.lastCheckpoint(of: space)?.time))
    }
    return all
  }

  private func warnings(
    _ space: SpaceRecord, from store: any RegionReading
  ) throws(RegionError) -> [RegionStatus.Warning] {
    var warnings: [RegionStatus.Warning] = []
    let now = environment.now()
    let day = RegionStatus.day(of: now - min(now, RegionStatus.recent))
    // A clock that once ran ahead leaves days that are still to come.
    let recent = try store.refusals(in: space.number, on: day...RegionStatus.day(of: now))
    let since = day * RegionStatus.dayLength
    if space.waiting > 0 { warnings.append(.waiting(space.id, count: space.waiting)) }
    if recent.forks > 0 {
      warnings.append(.forks(space.id, count: recent.forks, since: since))
    }
    if recent.voids > 0 {
      warnings.append(.voids(space.id, count: recent.voids, since: since))
    }
    return warnings
  }

  private func warnings(
    _ backups: [BackupRecord.Content: BackupRecord]
  ) -> [RegionStatus.Warning] {
    let now = environment.now()
    return BackupRecord.Content.allCases.compactMap { content in
      guard let record = backups[content] else { return nil }
      if let problem = record.problem {
        return .backupFailed(content, since: record.done, problem: problem)
      }
      // A backup takes a while.
      guard let next = record.next, now > next, now - next > RegionStatus.backupGrace else {
        return nil
      }
      return .backupLate(content, since: record.done)
    }
  }

  private func warning(_ device: RegionStatus.Device) -> RegionStatus.Warning? {
    let last = device.lastContact ?? device.created
    let now = environment.now()
    guard device.status == .active, now > last, now - last > RegionStatus.silence else {
      return nil
    }
    return .silent(device.replica, since: last)
  }
}
