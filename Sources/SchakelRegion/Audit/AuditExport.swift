import SchakelCore

/// Writes an audit file, part by part, from one state of the store.
///
///     var export = AuditExport(store: store, environment: environment, sink: sink)
///     try export.write(spaces, for: reader, at: time)
///
/// The log keeps of each change its bytes and the beginning of its link. The links are computed here,
/// stream by stream, so that the file has what the log's hash covers.
struct AuditExport {
  /// Takes bytes of the file, in order.
  typealias Sink = ([UInt8]) throws(RegionError) -> Void

  /// A part is closed when it has this many bytes.
  private static let partBytes = 1 << 20
  /// The list of documents is cut into parts of this many.
  private static let partItems = 4_096

  private let store: any RegionReading
  private let environment: RegionEnvironment
  private let sink: Sink
  private var seal: AuditSeal

  init(store: any RegionReading, environment: RegionEnvironment, sink: @escaping Sink) {
    self.store = store
    self.environment = environment
    self.sink = sink
    seal = AuditSeal(hashing: environment.hashing)
  }

  mutating func write(
    _ spaces: [SpaceRecord], for reader: PersonID?, at time: UInt64
  ) throws(RegionError) {
    try put(
      .header(
        AuditPart.Header(publicKey: environment.publicKey, time: time, reader: reader)))
    try put(.people(try people(of: spaces)))
    for space in spaces { try write(space) }
    let part = AuditPart.signature(environment.sign(seal.message))
    try frame(part.encoded)
  }

  private mutating func put(_ part: AuditPart) throws(RegionError) {
    let bytes = part.encoded
    seal.add(bytes, hashing: environment.hashing)
    try frame(bytes)
  }

  private func frame(_ bytes: [UInt8]) throws(RegionError) {
    var out = CBORWriter(reserving: bytes.count + 9)
    out.byteString(bytes)
    try sink(out.bytes)
  }

  /// The names of all who are or were in these spaces, each once, in the order of their ids.
  private func people(of spaces: [SpaceRecord]) throws(RegionError) -> [AuditPart.Person] {
    var names: [PersonID: String] = [:]
    for space in spaces {
      for member in try store.members(in: space.number, changedAfter: 0) {
        names[member.person] = member.name
      }
    }
    return names.map { AuditPart.Person(person: $0.key, name: $0.value) }
      .sorted { $0.person < $1.person }
  }

  // MARK: One space

  private mutating func write(_ space: SpaceRecord) throws(RegionError) {
    guard let first = try store.entry(at: 1, in: space.number),
      case .epoch(let start) = try LogEntry(first)
    else { throw .damaged("the log of \(space.id.text) does not begin with an epoch") }
    try put(
      .space(AuditPart.Space(space: space.id, epoch: start.epoch, name: space.name)))
    try writeLog(of: space)
    for part in try documents(of: space).parts(of: Self.partItems) { try put(.documents(part)) }
    for part in try records(of: space) { try put(.records(part)) }
    try put(
      .end(
        AuditPart.End(
          position: space.position, hash: space.hash, documents: space.documents,
          digest: space.digest)))
  }

  private mutating func writeLog(of space: SpaceRecord) throws(RegionError) {
    var links = StreamLinks(space: space.id, store: store, hashing: environment.hashing)
    var export = self
    var part: [AuditPart.Entry] = []
    var bytes = 0
    try store.entries(
      in: space.number, after: 0, wantsBytes: { _, _, _ throws(RegionError) in true }
    ) { record throws(RegionError) in
      let entry = try links.entry(record)
      part.append(entry)
      bytes += entry.hashed.count + (entry.change?.count ?? 0) + 8
      if bytes >= Self.partBytes {
        try export.put(.entries(part))
        (part, bytes) = ([], 0)
      }
      return true
    }
    if !part.isEmpty { try export.put(.entries(part)) }
    self = export
  }

  private func documents(of space: SpaceRecord) throws(RegionError) -> [AuditPart.Document] {
    var documents: [AuditPart.Document] = []
    try store.documents(in: space.number, after: 0) { record throws(RegionError) in
      if !record.isEmpty {
        documents.append(AuditPart.Document(document: record.id, share: record.share))
      }
      return true
    }
    return documents.sorted { $0.document < $1.document }
  }

  /// In parts of about as many bytes as those of the log; one without anything where there is none.
  private func records(of space: SpaceRecord) throws(RegionError) -> [[ConflictRecord]] {
    var parts: [[ConflictRecord]] = [[]]
    var bytes = 0
    try store.conflicts(in: space.number, after: .start, onlyOpen: false) {
      record throws(RegionError) in
      if bytes >= Self.partBytes {
        parts.append([])
        bytes = 0
      }
      parts[parts.count - 1].append(record)
      bytes += record.encoded.count
      return true
    }
    return parts
  }
}

extension Array {
  /// One after the other; one part without anything where there is nothing.
  fileprivate func parts(of count: Int) -> [[Element]] {
    guard !isEmpty else { return [[]] }
    return stride(from: 0, to: self.count, by: count).map {
      Array(self[$0..<Swift.min($0 + count, self.count)])
    }
  }
}
