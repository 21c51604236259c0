import SchakelCore

/// Looks up what stands behind one record: the changes in the log, the document, people and devices.
struct ConflictReader {
  private let record: ConflictRecord
  private let space: SpaceRecord
  private let store: any RegionReading

  init(_ record: ConflictRecord, in space: SpaceRecord, from store: any RegionReading) {
    self.record = record
    self.space = space
    self.store = store
  }

  func detail() throws(RegionError) -> ConflictDetail {
    let state = try state()
    var versions: [ConflictDetail.Content] = []
    for version in record.versions { versions.append(try content(of: version.dot, state)) }
    var settlements: [ConflictDetail.Content?] = []
    for event in record.events {
      settlements.append(event.kind == .settled ? try content(of: event.dot, state) : nil)
    }
    let devices = try devices()
    let people = Set(record.people + devices.map(\.person))
    return ConflictDetail(
      record: record, space: SpaceInfo(id: space.id, name: space.name),
      people: try store.names(of: people), devices: devices, versions: versions,
      settlements: settlements)
  }

  private func state() throws(RegionError) -> DocumentState {
    guard let document = try store.document(record.document) else {
      throw .damaged("document \(record.document.text) is on record and not there")
    }
    return try store.storedState(of: document).decoded()
  }

  /// Those that wrote, and those whose changes a writer had seen.
  private func devices() throws(RegionError) -> [ConflictDetail.Device] {
    var replicas = Set(record.events.map(\.dot.writer.replica))
    for version in record.versions {
      replicas.insert(version.dot.writer.replica)
      for entry in version.context.entries { replicas.insert(entry.writer.replica) }
    }
    var devices: [ConflictDetail.Device] = []
    for replica in replicas.sorted() {
      guard let device = try store.device(replica) else { continue }
      devices.append(
        ConflictDetail.Device(replica: replica, name: device.name, person: device.person))
    }
    return devices
  }

  private func content(
    of dot: Dot, _ state: DocumentState
  ) throws(RegionError) -> ConflictDetail.Content {
    let stands = stands(dot, in: state)
    guard let change = try change(dot) else {
      return ConflictDetail.Content(operation: nil, values: nil, reason: nil, stands: stands)
    }
    var start = 0
    for operation in change.header.operations {
      if operation.field == record.field {
        // What a deletion brings is no value that anybody wrote.
        let count = record.field == .lifecycle ? 0 : operation.count
        let values = change.content.map { Array($0.values[start..<start + count]) }
        return ConflictDetail.Content(
          operation: operation.kind, values: values, reason: change.content?.reason,
          stands: stands)
      }
      start += operation.count
    }
    return ConflictDetail.Content(
      operation: nil, values: change.content.map { _ in [] }, reason: change.content?.reason,
      stands: stands)
  }

  /// What an edit brought that met a deletion is in fields of other names.
  private func stands(_ dot: Dot, in state: DocumentState) -> Bool {
    let fields = record.field == .lifecycle ? state.fields.map(\.name) : [record.field]
    return fields.contains { field in
      state.siblings(of: field).contains { $0.dot == dot || $0.origin?.dot == dot }
    }
  }

  private func change(_ dot: Dot) throws(RegionError) -> Change? {
    guard let stream = try store.stream(dot.writer, in: space.number),
      dot.counter <= stream.counter
    else { return nil }
    var walk = StreamWalk(stream: stream.number, space: space.number)
    let entry = try walk.entry(of: dot.counter, from: store)
    return entry.tag == .change ? try Change(stored: entry, writer: dot.writer) : nil
  }
}

extension ConflictRecord {
  /// Who wrote, and who settled; not without repetition.
  var people: [PersonID] { versions.map(\.author) + events.compactMap(\.author) }
}

extension RegionReading {
  /// The names that there are for pseudonyms, in the order of these.
  func names(of people: Set<PersonID>) throws(RegionError) -> [AuditPart.Person] {
    var names: [AuditPart.Person] = []
    for id in people.sorted() {
      guard let person = try person(id), !person.name.utf8.isEmpty else { continue }
      names.append(AuditPart.Person(person: id, name: person.name))
    }
    return names
  }
}
