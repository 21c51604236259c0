extension ConflictRecord {
  private static let items = 8

  /// `[id, document, kind, field, policy, severity, versions, events]`, as the spec's page on audits
  /// says.
  public var encoded: [UInt8] {
    var out = CBORWriter(reserving: 96 + versions.count * 120 + events.count * 48)
    encode(to: &out)
    return out.bytes
  }

  /// Writes ``encoded``.
  public func encode(to out: inout CBORWriter) {
    out.arrayHead(Self.items)
    out.identifier(id)
    out.document(document)
    if let kind { out.name(kind) } else { out.null() }
    out.name(field)
    out.unsigned(UInt64(policy.code))
    out.unsigned(UInt64(severity.rawValue))
    out.arrayHead(versions.count)
    for version in versions { version.encode(to: &out) }
    out.arrayHead(events.count)
    for event in events { event.encode(to: &out) }
  }

  /// Reads ``encoded`` and checks its order.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    var reader = CBORReader(bytes)
    try self.init(from: &reader)
    try reader.finish()
  }

  /// Reads what ``encode(to:)`` writes.
  public init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: Self.items)
    id = try reader.identifier()
    document = try reader.document()
    kind = try reader.null() ? nil : try reader.name()
    field = try reader.name(emptyAllowed: true)
    let start = reader.offset
    guard let policy = Policy(code: try reader.unsigned())
    else { throw CBORError(.unsupported, at: start) }
    self.policy = policy
    severity = try reader.choice()
    versions = try Self.versions(from: &reader)
    events = try Self.events(from: &reader)
  }

  private static func versions(
    from reader: inout CBORReader
  ) throws(CBORError) -> [Version] {
    let count = try reader.arrayHead()
    var versions: [Version] = []
    versions.reserveCapacity(min(count, Limits.reservedElements))
    for _ in 0..<count {
      let start = reader.offset
      let version = try Version(from: &reader)
      if let last = versions.last, !(last.dot < version.dot) {
        throw CBORError(.order, at: start)
      }
      versions.append(version)
    }
    return versions
  }

  private static func events(from reader: inout CBORReader) throws(CBORError) -> [Event] {
    let start = reader.offset
    let count = try reader.arrayHead()
    var events: [Event] = []
    events.reserveCapacity(min(count, Limits.reservedElements))
    for _ in 0..<count { events.append(try Event(from: &reader)) }
    guard events.first?.kind == .found else { throw CBORError(.shape, at: start) }
    return events
  }
}

extension ConflictRecord.Version {
  private static let items = 7

  /// `[writer, counter, context, author, time, received, payload]`.
  func encode(to out: inout CBORWriter) {
    out.arrayHead(Self.items)
    out.writer(dot.writer)
    out.unsigned(dot.counter)
    context.encode(to: &out)
    out.identifier(author)
    out.unsigned(time.rawValue)
    out.unsigned(received)
    out.digest(payload)
  }

  init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: Self.items)
    dot = try reader.dot()
    context = try VersionVector(from: &reader)
    author = try reader.identifier()
    time = HybridTime(rawValue: try reader.unsigned())
    received = try reader.milliseconds()
    payload = try reader.digest()
  }
}

extension ConflictRecord.Event {
  private static let items = 8

  /// `[kind, position, time, writer, counter, purpose, rule or null, author or null]`.
  func encode(to out: inout CBORWriter) {
    out.arrayHead(Self.items)
    out.unsigned(UInt64(kind.rawValue))
    out.unsigned(position)
    out.unsigned(time)
    out.writer(dot.writer)
    out.unsigned(dot.counter)
    out.unsigned(UInt64(purpose.rawValue))
    if let rule { out.name(rule) } else { out.null() }
    out.optional(author)
  }

  init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: Self.items)
    kind = try reader.choice()
    position = try reader.position()
    time = try reader.milliseconds()
    dot = try reader.dot()
    purpose = try reader.choice()
    rule = try reader.null() ? nil : try reader.name()
    author = try reader.optional()
  }
}

extension Policy {
  /// The number that a record has it by.
  var code: UInt8 {
    switch self {
    case .latest: 0
    case .keepAll: 1
    case .text: 2
    case .union: 3
    case .perPerson: 4
    case .strictest(.signal): 16
    case .strictest(.visibility): 17
    case .strictest(.consent): 18
    }
  }

  init?(code: UInt64) {
    let all: [Policy] = [
      .latest, .keepAll, .text, .union, .perPerson, .strictest(.signal), .strictest(.visibility),
      .strictest(.consent),
    ]
    guard let policy = all.first(where: { UInt64($0.code) == code }) else { return nil }
    self = policy
  }

  /// Whether a person is asked where its values differ.
  package var asks: Bool { self == .keepAll || self == .text }
}
