import SchakelCore

/// Tells all that the region holds on one person and by them, in one state of the store: one sort after the
/// other, and of each sort one space after the other.
///
/// Nothing is kept but what is being told: a log is walked through for each sort that is in it.
struct PersonAccount {
  let person: PersonRecord
  let store: any RegionReading
  let sink: (PersonFact) throws(RegionError) -> Void
  private let spaces: [SpaceRecord]
  private let devices: [DeviceRecord]

  init(
    of person: PersonRecord, from store: any RegionReading,
    to sink: @escaping (PersonFact) throws(RegionError) -> Void
  ) throws(RegionError) {
    self.person = person
    self.store = store
    self.sink = sink
    spaces = try store.spaces()
    devices = try store.devices(of: person.id)
  }

  func tell() throws(RegionError) {
    try sink(.person(person))
    try tellMemberships()
    for device in devices { try sink(.device(device)) }
    for invitation in try store.invitations(of: person.id) {
      if let space = spaces.first(where: { $0.number == invitation.space }) {
        try sink(.invitation(space.info, invitation))
      }
    }
    for space in spaces { try tellRoles(in: space) }
    for space in spaces { try tellChanges(in: space) }
    for space in spaces { try tellRefusals(in: space) }
    for space in spaces { try tellHeld(in: space) }
    for space in spaces { try tellSaidAgain(in: space) }
    for space in spaces { try tellForks(in: space) }
    for space in spaces { try tellConflicts(in: space) }
    for space in spaces { try tellReadings(in: space) }
    for space in spaces { try tellProfiles(in: space) }
    try tellDecisions()
  }

  // MARK: People

  private func tellMemberships() throws(RegionError) {
    for space in try store.spaces(everOf: person.id) {
      for member in try store.members(in: space.number, changedAfter: 0)
      where member.person == person.id {
        try sink(.membership(space.info, member.role, time: member.time))
      }
    }
  }

  private func tellRoles(in space: SpaceRecord) throws(RegionError) {
    try walk(space, .member) { record, entry throws(RegionError) in
      guard case .member(let member) = entry else { return }
      for (who, isGiven) in [(Optional(member.person), false), (member.actor, true)]
      where who == person.id {
        try sink(
          .role(
            space.info,
            PersonRole(
              role: member.role, isGiven: isGiven, time: member.time, position: record.position)))
      }
    }
  }

  private func tellReadings(in space: SpaceRecord) throws(RegionError) {
    try walk(space, .reading) { _, entry throws(RegionError) in
      guard case .reading(let reading) = entry, reading.reader == person.id else { return }
      try sink(.reading(space.info, reading))
    }
  }

  private func walk(
    _ space: SpaceRecord, _ tag: LogEntry.Tag,
    _ visit: (LogRecord, LogEntry) throws(RegionError) -> Void
  ) throws(RegionError) {
    try store.entries(
      in: space.number, after: 0, wantsBytes: { each, _, _ throws(RegionError) in each == tag }
    ) { record throws(RegionError) in
      if record.tag == tag { try visit(record, try LogEntry(record)) }
      return true
    }
  }

  // MARK: What they wrote

  /// The streams of the person's devices, by their numbers.
  private func streams(in space: SpaceRecord) throws(RegionError) -> [Int64: Writer] {
    var streams: [Int64: Writer] = [:]
    for device in devices {
      for stream in try store.streams(of: device.replica, in: space.number) {
        streams[stream.number] = stream.writer
      }
    }
    return streams
  }

  private func walk(
    _ space: SpaceRecord, ownOf tag: LogEntry.Tag,
    _ visit: (LogRecord, Writer) throws(RegionError) -> Void
  ) throws(RegionError) {
    let own = try streams(in: space)
    guard !own.isEmpty else { return }
    try store.entries(
      in: space.number, after: 0,
      wantsBytes: { each, stream, _ throws(RegionError) in each == tag && own[stream] != nil }
    ) { record throws(RegionError) in
      if record.tag == tag, let writer = own[record.stream] { try visit(record, writer) }
      return true
    }
  }

  private func tellChanges(in space: SpaceRecord) throws(RegionError) {
    try walk(space, ownOf: .change) { record, writer throws(RegionError) in
      let change = try Change(stored: record, writer: writer)
      try sink(.change(space.info, PersonChange(change: change, received: record.received)))
    }
  }

  private func tellRefusals(in space: SpaceRecord) throws(RegionError) {
    try walk(space, ownOf: .void) { record, _ throws(RegionError) in
      guard case .void(let void) = try LogEntry(record) else { return }
      try sink(
        .refusal(
          space.info,
          PersonRefusal(
            dot: void.dot, document: void.document, reason: void.reason, received: void.received))
      )
    }
  }

  private func tellHeld(in space: SpaceRecord) throws(RegionError) {
    var place: UInt64 = 0
    while true {
      let page = try store.heldChanges(in: space.number, after: place, limit: 100, all: true)
      guard let last = page.last else { return }
      place = last.position
      for each in page where devices.contains(where: { $0.replica == each.dot.writer.replica }) {
        try sink(
          .held(space.info, PersonChange(change: try each.change(), received: each.received)))
      }
    }
  }

  private func tellSaidAgain(in space: SpaceRecord) throws(RegionError) {
    var writers = StreamWriters()
    try store.entries(
      in: space.number, after: 0, wantsBytes: { tag, _, _ throws(RegionError) in tag == .change }
    ) { record throws(RegionError) in
      guard record.tag == .change,
        let writer = try writers.writer(ofStream: record.stream, from: store),
        try ChangeHeader(of: record, by: writer).carriedAuthors.contains(person.id)
      else { return true }
      let change = PersonChange(
        change: try Change(stored: record, writer: writer), received: record.received)
      if let passage = PersonPassage(of: person.id, in: change, received: record.received) {
        try sink(.saidAgain(space.info, passage))
      }
      return true
    }
  }

  private func tellForks(in space: SpaceRecord) throws(RegionError) {
    for fork in try store.forks(in: space.number)
    where devices.contains(where: { $0.replica == fork.writer.replica }) {
      for change in try fork.changes() {
        try sink(.fork(space.info, PersonChange(change: change, received: nil)))
      }
    }
  }

  // MARK: What is on record

  private func tellConflicts(in space: SpaceRecord) throws(RegionError) {
    try store.conflicts(in: space.number, after: .start, onlyOpen: false) {
      record throws(RegionError) in
      if record.versions.contains(where: { $0.author == person.id })
        || record.events.contains(where: { $0.author == person.id })
      {
        try sink(.conflict(space.info, record))
      }
      return true
    }
  }

  private func tellProfiles(in space: SpaceRecord) throws(RegionError) {
    guard !person.name.utf8.isEmpty else { return }
    let name = Value(person.name)
    var writers = StreamWriters()
    try store.documents(in: space.number, after: 0) { record throws(RegionError) in
      let state = try store.storedState(of: record, &writers).decoded()
      guard let kind = state.kind.flatMap(Kind.named), kind.isAboutSomebody,
        state.siblings(of: kind.titleField).contains(where: { $0.value == name })
      else { return true }
      let fields = state.contentFields.map { field in
        (name: field.name, values: field.siblings.compactMap(\.value))
      }
      try sink(
        .profile(
          space.info, PersonProfile(document: record.id, kind: kind.name, fields: fields)))
      return true
    }
  }

  private func tellWithdrawals(in space: SpaceRecord) throws(RegionError) {
    try walk(space, .device) { record, entry throws(RegionError) in
      guard case .device(let device) = entry, device.actor == person.id else { return }
      try sink(
        .withdrawal(
          space.info, device.status, position: record.position, time: device.time))
    }
  }

  private func tellOpenings(in space: SpaceRecord) throws(RegionError) {
    try walk(space, .opening) { record, entry throws(RegionError) in
      guard case .opening(let opening) = entry, opening.actor == person.id else { return }
      try sink(.opening(space.info, position: record.position, time: opening.time))
    }
  }

  private func tellDecisions() throws(RegionError) {
    for record in try store.erasures() {
      if record.requestedBy == person.id { try sink(.erasure(record, .asked)) }
      if record.decidedBy == person.id { try sink(.erasure(record, .decided)) }
      if record.subject == .person(person.id) { try sink(.erasure(record, .subject)) }
    }
    for space in spaces {
      for word in try store.obedience(in: space.number)
      where devices.contains(where: { $0.replica == word.replica }) {
        try sink(.confirmation(space.info, word.replica, received: word.received))
      }
    }
    for life in try store.admittedIncarnations() where life.decidedBy == person.id {
      try sink(.admission(decided: life.decided ?? life.seen))
    }
    for space in spaces {
      for decision in try store.heldDecisions(by: person.id, in: space.number) {
        try sink(
          .decision(
            space.info, decision.outcome, position: decision.position, time: decision.time))
      }
    }
    for space in spaces { try tellWithdrawals(in: space) }
    for space in spaces { try tellOpenings(in: space) }
    try tellTerms()
  }

  private func tellTerms() throws(RegionError) {
    for term in try store.retentionTerms() where term.decidedBy == person.id {
      guard let space = spaces.first(where: { $0.number == term.space }) else { continue }
      try sink(
        .retention(
          RetentionTerm(
            space: space.info, kind: term.kind, days: term.days, decidedBy: term.decidedBy,
            decided: term.decided)))
    }
    if let daily = try store.retentionDaily(), daily.person == person.id {
      try sink(
        .dailyRetention(ground: daily.ground, since: daily.since, lastRun: daily.lastRun))
    }
  }
}

extension SpaceRecord {
  /// What it is called, for whoever reads of it.
  var info: SpaceInfo { SpaceInfo(id: id, name: name) }
}

extension Kind {
  /// Whether its contributions are about a person, who has to consent.
  fileprivate var isAboutSomebody: Bool { fields.contains { $0.policy == .strictest(.consent) } }
}

extension ForkRecord {
  /// Those of its changes that can be read.
  func changes() throws(RegionError) -> [Change] {
    do throws(CBORError) {
      var reader = CBORReader(run)
      return try ChangeRun(from: &reader).changes.compactMap {
        try? Change(encoded: $0, writer: writer)
      }
    } catch {
      throw .damaged("a fork that is kept cannot be read, \(error)")
    }
  }
}

extension HeldChange {
  /// What came, with its words.
  fileprivate func change() throws(RegionError) -> Change {
    do throws(CBORError) {
      return try Change(encoded: bytes, writer: dot.writer)
    } catch {
      throw .damaged("the change that is held at \(position) cannot be read, \(error)")
    }
  }
}
