import SchakelCore
import SchakelJSON
import SchakelKeys
import SchakelStore

/// Reading JSON lines into a replica. A line that is wrong is told of and the next one read.
///
/// Nothing is taken in twice: a line that has an id keeps it, and one that has none gets the id
/// that its content and this home's own salt give. The salt keeps the id from telling strangers
/// what is in it.
struct Importing {
  let device: Device
  /// nil for drafts.
  let space: Membership?
  private let salt: [UInt8]

  static let saltBytes = 32
  /// How many contributions share a transaction.
  private static let batchSize = 200

  init(device: Device, space typed: String?, asDrafts: Bool) throws {
    self.device = device
    let makesDrafts = try asDrafts || typed == nil && device.spaces().isEmpty
    space = makesDrafts ? nil : try device.space(typed: typed)
    if let space, !space.role.mayWrite {
      throw device.context.failure(ErrorPhrase.mayNotWrite, ["space": .text(space.name)])
    }
    salt = try Self.salt(device)
  }

  private static func salt(_ device: Device) throws(SecretFileError) -> [UInt8] {
    let file = SecretFile(path: device.home + "/import.salt")
    if let salt = try file.read() { return salt }
    let fresh = (0..<saltBytes).map { _ in UInt8(truncatingIfNeeded: device.context.random()) }
    if try file.create(fresh) { return fresh }
    return try file.read() ?? fresh
  }

  func run(_ source: InputFile) throws -> ImportReport {
    var report = ImportReport(space: space)
    var batch: [Arrival] = []
    var lines = LineReader(limit: Limits.changeBytes) { try source.piece() }
    let progress = ProgressLine(device.context)
    defer { progress.clear() }
    while let line = try lines.next() {
      if let arrival = try read(line, number: lines.number, batch, &report) {
        batch.append(arrival)
      }
      if batch.count == Self.batchSize { try keep(&batch, &report) }
      if lines.number.isMultiple(of: Self.batchSize) {
        progress.show(ImportPhrase.progress, ["count": .count(lines.number)])
      }
    }
    try keep(&batch, &report)
    return report
  }

  /// A contribution that is not here yet, and the line it came from.
  private struct Arrival {
    let line: Int
    let id: DocumentID
    let contribution: Contribution

    var new: NewContribution {
      NewContribution(
        id: id, kind: contribution.kind,
        fields: Dictionary(
          contribution.fields.map { ($0.name, $0.values) }, uniquingKeysWith: { $1 }))
    }
  }

  /// What a line brings; nil where it is wrong, empty, or here already.
  private func read(
    _ line: LineReader.Line, number: Int, _ batch: [Arrival], _ report: inout ImportReport
  ) throws -> Arrival? {
    do {
      guard case .whole(let bytes) = line
      else { throw Refusal(.tooLong(limit: Limits.changeBytes)) }
      // White space alone is no contribution and no mistake.
      guard bytes.contains(where: { $0 > 32 }) else { return nil }
      let contribution = try Contribution(line: bytes)
      let id = contribution.id ?? Self.id(contribution.digest(salt: salt, device.context.hashing))
      if try batch.contains(where: { $0.id == id }) || device.replica.document(id) != nil {
        report.count(contribution, isNew: false)
        return nil
      }
      return Arrival(line: number, id: id, contribution: contribution)
    } catch let refusal as Refusal {
      report.refuse(number, refusal.text(in: device.context.language), device.context)
      return nil
    }
  }

  /// Keeps a batch in one transaction; where one of it is refused, each by itself.
  private func keep(_ batch: inout [Arrival], _ report: inout ImportReport) throws {
    defer { batch = [] }
    if space != nil, batch.count > 1, try refusal(of: batch) == nil {
      for arrival in batch { report.count(arrival.contribution, isNew: true) }
      return
    }
    for arrival in batch {
      if let error = try refusal(of: [arrival]) {
        let failure = device.context.failure(for: error)
        report.refuse(arrival.line, failure?.text ?? error.message, device.context)
      } else {
        report.count(arrival.contribution, isNew: true)
      }
    }
  }

  /// Keeps all of them, or none, and says what is wrong with their content, if that was why.
  private func refusal(of arrivals: [Arrival]) throws(ReplicaError) -> ReplicaError? {
    do throws(ReplicaError) {
      if let space {
        try device.replica.createAll(arrivals.map(\.new), in: space.id)
      } else {
        for new in arrivals.map(\.new) {
          try device.replica.draft(new.kind, new.fields, id: new.id)
        }
      }
      return nil
    } catch {
      if case .invalidEdit = error.code { return error }
      throw error
    }
  }

  /// RFC 9562 §5.8: a UUID of version 8, whose other bits mean what we say: they are the first of
  /// the digest.
  private static func id(_ digest: Digest) -> DocumentID {
    var bytes = Array(digest.bytes.prefix(DocumentID.byteCount))
    bytes[6] = bytes[6] & 0x0f | 0x80
    bytes[8] = bytes[8] & 0x3f | 0x80
    guard let id = DocumentID(bytes: bytes) else { preconditionFailure("sixteen bytes are an id") }
    return id
  }
}
