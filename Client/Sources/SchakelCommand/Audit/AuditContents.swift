import SchakelCore

/// What an audit file says: of a file that holds, what was checked; of one that does not, as much as
/// can be read, which is nobody's word but the file's.
struct AuditContents {
  /// One space of the file.
  struct Space {
    let space: AuditPart.Space
    var records: [ConflictRecord] = []
    var counts = AuditReport.Counts()
    var admissions: [LogEntry.Admission] = []
    var roles: [LogEntry.Member] = []
    var withdrawals: [LogEntry.Device] = []
    var dismissals: [LogEntry.Dismissal] = []
    var openings: [LogEntry.Opening] = []
    var erasures: [LogEntry.Erasure] = []
    var readings: [LogEntry.Reading] = []
    var devices: [ReplicaID: LogEntry.Device] = [:]
  }

  let header: AuditPart.Header
  var people: [AuditPart.Person] = []
  var spaces: [Space] = []

  var counts: AuditTally {
    var tally = AuditTally()
    for space in spaces {
      for record in space.records { tally.add(record) }
    }
    return tally
  }

  func names(in language: Language) -> AuditNames {
    AuditNames(
      people, devices: spaces.flatMap { $0.devices.values }, regionKey: header.publicKey,
      in: language)
  }

  /// Reads a file up to what cannot be read; nil where not even its first part can.
  init?(_ file: AuditFile) throws {
    var contents: AuditContents?
    do {
      try file.parts { bytes in
        let part = try AuditPart(encoded: bytes)
        if case .header(let header) = part, contents == nil {
          contents = AuditContents(header: header)
        }
        contents?.take(part)
        return contents != nil
      }
    } catch is AuditFault {
    } catch is CBORError {
    }
    guard let contents else { return nil }
    self = contents
  }

  private init(header: AuditPart.Header) { self.header = header }

  private mutating func take(_ part: AuditPart) {
    switch part {
    case .people(let people): self.people = people
    case .space(let space): spaces.append(Space(space: space))
    case .entries(let entries):
      guard !spaces.isEmpty else { return }
      for entry in entries { spaces[spaces.count - 1].take(entry) }
    case .records(let records):
      guard !spaces.isEmpty else { return }
      spaces[spaces.count - 1].records += records
    case .header, .documents, .end, .signature: break
    }
  }
}

extension AuditContents.Space {
  fileprivate mutating func take(_ entry: AuditPart.Entry) {
    counts.entries += 1
    switch entry.read {
    case .change: counts.changes += 1
    case .void: counts.voids += 1
    case .seal: counts.seals += 1
    case .checkpoint: counts.checkpoints += 1
    case .erasure(let erasure):
      counts.erased += UInt64(erasure.parts.reduce(0) { $0 + $1.dots.count })
      erasures.append(erasure)
    case .reading(let reading): readings.append(reading)
    case .admission(let admission): admissions.append(admission)
    case .device(let device):
      if device.status.rawValue > devices[device.replica]?.status.rawValue ?? 0 {
        withdrawals.append(device)
      }
      devices[device.replica] = device
    case .dismissal(let dismissal): dismissals.append(dismissal)
    case .opening(let opening): openings.append(opening)
    case .member(let member): roles.append(member)
    case .epoch, .receipt, .unknown, nil: break
    }
  }
}

extension AuditPart.Entry {
  /// nil where it cannot be read.
  var read: LogEntry? {
    var reader = CBORReader(hashed)
    return try? LogEntry(from: &reader)
  }
}
