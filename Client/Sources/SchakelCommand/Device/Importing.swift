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
  /// How many lines pass between two signs of progress.
  private static let progressInterval = 100

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
    var lines = LineReader(limit: Limits.changeBytes) { try source.piece() }
    let progress = ProgressLine(device.context)
    while let line = try lines.next() {
      try take(line, number: lines.number, &report)
      if lines.number.isMultiple(of: Self.progressInterval) {
        progress.show(ImportPhrase.progress, ["count": .count(lines.number)])
      }
    }
    progress.clear()
    return report
  }

  private func take(
    _ line: LineReader.Line, number: Int, _ report: inout ImportReport
  ) throws {
    do {
      guard case .whole(let bytes) = line
      else { throw Refusal(.tooLong(limit: Limits.changeBytes)) }
      // White space alone is no contribution and no mistake.
      guard bytes.contains(where: { $0 > 32 }) else { return }
      let contribution = try Contribution(line: bytes)
      report.count(contribution, isNew: try keep(contribution))
    } catch let refusal as Refusal {
      report.refuse(number, refusal.text(in: device.context.language), device.context)
    } catch let error as ReplicaError where error.isAboutContent {
      let failure = device.context.failure(for: error)
      report.refuse(number, failure?.text ?? error.message, device.context)
    }
  }

  /// Keeps a contribution unless it is here already.
  private func keep(_ contribution: Contribution) throws -> Bool {
    let id = contribution.id ?? Self.id(contribution.digest(salt: salt, device.context.hashing))
    if try device.replica.document(id) != nil { return false }
    let fields = Dictionary(
      contribution.fields.map { ($0.name, $0.values) }, uniquingKeysWith: { $1 })
    if let space {
      try device.replica.create(contribution.kind, fields, in: space.id, id: id)
    } else {
      try device.replica.draft(contribution.kind, fields, id: id)
    }
    return true
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

extension ReplicaError {
  /// Whether it is about this one contribution, so that the next may still be taken.
  fileprivate var isAboutContent: Bool {
    if case .invalidEdit = code { return true }
    return false
  }
}
