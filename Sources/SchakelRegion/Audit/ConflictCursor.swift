import SchakelCore

/// Where a list of records goes on. It is under the region's signature, together with the query and
/// its reader: nobody makes one, since the first page is in the log of every space that it shows and
/// a cursor is what the pages after it are known by.
public struct ConflictCursor: Hashable, Sendable {
  /// How long a list may be read on after its first page, which is in the log: a day, in
  /// milliseconds.
  public static let lifetime: UInt64 = 24 * 3_600_000

  /// The number of the space that the last page ended in.
  let space: Int64
  /// The last record there that was looked at.
  let place: ConflictPlace
  /// When the first page was asked for, milliseconds since 1970 (UTC).
  let begun: UInt64
  private let signature: [UInt8]

  private static let label = "schakel/conflict-cursor/1"
  private static let signatureBytes = 64

  init(
    space: Int64, place: ConflictPlace, begun: UInt64, query: Digest,
    _ environment: RegionEnvironment
  ) {
    (self.space, self.place, self.begun) = (space, place, begun)
    let parts = Self.parts(space, place, begun)
    signature = environment.sign(Array(Self.label.utf8) + query.bytes + parts)
  }

  /// Whether the region gave it out for this query, not too long ago.
  func isGood(for query: Digest, _ environment: RegionEnvironment) -> Bool {
    let now = environment.now()
    guard now < begun || now - begun < Self.lifetime else { return false }
    let message = Array(Self.label.utf8) + query.bytes + Self.parts(space, place, begun)
    return environment.verify(environment.publicKey, message, signature)
  }

  private static func parts(_ space: Int64, _ place: ConflictPlace, _ begun: UInt64) -> [UInt8] {
    var out = CBORWriter()
    out.unsigned(UInt64(clamping: space))
    out.unsigned(place.found)
    out.name(place.field)
    out.identifier(place.id)
    out.unsigned(begun)
    return out.bytes
  }
}

extension ConflictCursor {
  /// Hexadecimal digits, for those who hand it back.
  public var text: String { Hex.encode(signature + Self.parts(space, place, begun)) }

  /// Reads ``text``; nil for anything else. Whether the region gave it out shows where it is used.
  public init?(text: String) {
    guard let bytes = Hex.decode(text), bytes.count > Self.signatureBytes else { return nil }
    var reader = CBORReader(Array(bytes[Self.signatureBytes...]))
    do throws(CBORError) {
      space = Int64(try reader.position())
      let found = try reader.position()
      let field = Name(try reader.text(limit: Limits.nameBytes))
      place = ConflictPlace(found: found, field: field, id: try reader.identifier())
      begun = try reader.milliseconds()
      try reader.finish()
    } catch {
      return nil
    }
    signature = Array(bytes[..<Self.signatureBytes])
  }
}
