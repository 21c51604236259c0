/// The messages of a sync in a file: changes that travel by stick or from phone to phone. It may
/// be taken in twice, or in any order, without harm.
public struct Bundle: Hashable, Sendable {
  /// The one space that all of the bundle is about.
  public let space: SpaceID
  /// Runs of streams, each with its seal.
  public let runs: [ChangeRun]
  /// The device keys of the writers, as the region registered them, so that a reader that has
  /// never met them can ask whether it trusts them.
  public let devices: [LogEntry.Device]
  /// What the region refused of the runs, under its signature.
  public let voids: [LogEntry.Void]

  public init(
    space: SpaceID, runs: [ChangeRun], devices: [LogEntry.Device], voids: [LogEntry.Void] = []
  ) {
    self.space = space
    self.runs = runs
    self.devices = devices
    self.voids = voids
  }

  /// The first bytes of every bundle.
  public static let magic = Array("SCHAKELB".utf8)

  /// The eight bytes of ``magic``, then `[version, encryption, body]`. `encryption` is null for a
  /// body in the clear; ``SealedBundle`` has another.
  public var encoded: [UInt8] {
    let body = body
    var out = CBORWriter(reserving: body.count + 16)
    out.encoded(Self.magic)
    out.arrayHead(3)
    out.unsigned(ProtocolVersion.current)
    out.null()
    out.byteString(body)
    return out.bytes
  }

  /// Reads ``encoded``. Throws `unsupported` for another version or an encrypted body; seals are
  /// not checked here.
  public init(encoded bytes: [UInt8]) throws(CBORError) {
    guard bytes.starts(with: Self.magic) else { throw CBORError(.shape, at: 0) }
    var envelope = CBORReader(bytes, in: Self.magic.count..<bytes.count)
    try envelope.arrayHead(exactly: 3)
    let start = envelope.offset
    guard try envelope.unsigned() == ProtocolVersion.current
    else { throw CBORError(.unsupported, at: start) }
    guard try envelope.null() else { throw envelope.fail(.unsupported) }
    let range = try envelope.byteStringRange()
    try envelope.finish()
    try self.init(body: CBORReader(bytes, in: range))
  }
}

private enum Key {
  static let space: UInt64 = 1
  static let runs: UInt64 = 2
  static let devices: UInt64 = 3
  static let voids: UInt64 = 4
}

extension Bundle {
  /// What is in it, without magic and version: what an envelope seals (``SealedBundle``). A map with
  /// integer keys, as messages are, so that a later version can add to it.
  public var body: [UInt8] {
    var out = CBORWriter()
    out.map { map in
      map.pair(Key.space) { $0.identifier(space) }
      map.someArray(Key.runs, runs) { $0.encode(to: &$1) }
      map.someArray(Key.devices, devices) { LogEntry.device($0).encode(to: &$1) }
      map.someArray(Key.voids, voids) { LogEntry.void($0).encode(to: &$1) }
    }
    return out.bytes
  }

  /// Reads ``body``, as it came out of an envelope.
  public init(body bytes: [UInt8]) throws(CBORError) {
    try self.init(body: CBORReader(bytes))
  }

  private init(body reader: CBORReader) throws(CBORError) {
    var reader = reader
    let start = reader.offset
    var space: SpaceID?
    var runs: [ChangeRun] = []
    var devices: [LogEntry.Device] = []
    var voids: [LogEntry.Void] = []
    try reader.map { key, reader throws(CBORError) in
      switch key {
      case Key.space: space = try reader.identifier()
      case Key.runs: runs = try reader.someArray(ChangeRun.init(from:))
      case Key.devices: devices = try reader.someArray(LogEntry.Device.init(entry:))
      case Key.voids: voids = try reader.someArray(LogEntry.Void.init(entry:))
      default: try reader.skipUnknown(key: key)
      }
    }
    try reader.finish()
    guard let space else { throw CBORError(.shape, at: start) }
    self.init(space: space, runs: runs, devices: devices, voids: voids)
  }
}
