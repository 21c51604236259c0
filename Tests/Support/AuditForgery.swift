public import SchakelCore

/// An audit file taken apart, as somebody would who wants it to say something else.
///
///     var forgery = try AuditForgery(file)
///     forgery.spaces[0].entries.remove(at: 7)
///     forgery.file                                  // who has no key
///     forgery.resigned(by: sign).file               // who has the region's
///
/// *Invariant*: a file that was taken apart and put together as it is has the same bytes, as long as
/// each of its lists fits one part.
public struct AuditForgery: Sendable {
  /// A log and what the region says comes of it.
  public struct Space: Sendable {
    /// Whose log it is.
    public var space: AuditPart.Space
    /// The log.
    public var entries: [AuditPart.Entry] = []
    /// What the region says of its documents.
    public var documents: [AuditPart.Document] = []
    /// And what it has on record.
    public var records: [ConflictRecord] = []
    /// Where it says that the log ends; nil until that part is read.
    public var end: AuditPart.End?

    public init(_ space: AuditPart.Space) { self.space = space }

    var parts: [AuditPart] {
      [.space(space)] + (entries.isEmpty ? [] : [.entries(entries)])
        + [.documents(documents), .records(records)] + (end.map { [.end($0)] } ?? [])
    }
  }

  /// The first part.
  public var header: AuditPart.Header
  /// The names.
  public var people: [AuditPart.Person] = []
  /// In the order of the file.
  public var spaces: [Space] = []
  /// The region's, over all of it.
  public var signature = [UInt8](repeating: 0, count: Seal.signatureBytes)

  public init(_ header: AuditPart.Header) { self.header = header }

  /// - Throws: `AuditFault` or `CBORError` where the bytes are no audit file.
  public init(_ file: [UInt8]) throws {
    var reader = AuditFrames(file)
    guard let first = try reader.next(), case .header(let header) = try AuditPart(encoded: first)
    else { throw CBORError(.shape, at: 0) }
    self.init(header)
    while let part = try reader.next() { try take(AuditPart(encoded: part)) }
  }

  private mutating func take(_ part: AuditPart) throws {
    if case .space(let space) = part { return spaces.append(Space(space)) }
    let last = spaces.count - 1
    switch part {
    case .header, .space: throw CBORError(.shape, at: 0)
    case .people(let people): self.people = people
    case .entries(let entries): spaces[last].entries += entries
    case .documents(let documents): spaces[last].documents += documents
    case .records(let records): spaces[last].records += records
    case .end(let end): spaces[last].end = end
    case .signature(let signature): self.signature = signature
    }
  }

  /// All parts in their order.
  public var parts: [AuditPart] {
    [.header(header), .people(people)] + spaces.flatMap(\.parts) + [.signature(signature)]
  }

  /// The file as it stands: nothing is worked out or signed anew.
  public var file: [UInt8] {
    var out = CBORWriter()
    for part in parts { out.byteString(part.encoded) }
    return out.bytes
  }

  /// The same with all that the region says of its logs worked out anew, and signed: what somebody
  /// can do who has the region's key and no device's.
  public func resigned(by sign: @escaping ([UInt8]) -> [UInt8]) -> AuditForgery {
    var forged = self
    forged.spaces = spaces.map { space in
      var rewriter = LogRewriter(space.space, sign: sign)
      return rewriter.rewrite(space)
    }
    return forged.signed(by: sign)
  }

  /// The same with another signature over the whole.
  public func signed(by sign: ([UInt8]) -> [UInt8]) -> AuditForgery {
    var forged = self
    var seal = AuditSeal(hashing: .portable)
    for part in forged.parts.dropLast() { seal.add(part.encoded, hashing: .portable) }
    forged.signature = sign(seal.message)
    return forged
  }
}
