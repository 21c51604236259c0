/// The messages of a sync in a file: changes that travel by stick or from phone to phone. It may
/// be taken in twice, or in any order, without harm.
public struct Bundle: Hashable, Sendable {
  public let space: SpaceID
  /// Runs of streams, each with its seal.
  public let runs: [ChangeRun]
  /// The device keys of the writers, as the region registered them, so that a reader that has
  /// never met them can ask whether it trusts them.
  public let devices: [LogEntry.Device]

  public init(space: SpaceID, runs: [ChangeRun], devices: [LogEntry.Device]) {
    self.space = space
    self.runs = runs
    self.devices = devices
  }

  /// The first bytes of every bundle.
  public static let magic = Array("SCHAKELB".utf8)

  /// The eight bytes of ``magic``, then `[version, encryption, body]`. `encryption` is null for a
  /// body in the clear; other envelopes are reserved for it.
  public var encoded: [UInt8] {
    var body = CBORWriter()
    body.arrayHead(3)
    body.identifier(space)
    body.arrayHead(runs.count)
    for run in runs { run.encode(to: &body) }
    body.arrayHead(devices.count)
    for device in devices { LogEntry.device(device).encode(to: &body) }
    var out = CBORWriter(reserving: body.bytes.count + 16)
    out.encoded(Self.magic)
    out.arrayHead(3)
    out.unsigned(ProtocolVersion.current)
    out.null()
    out.byteString(body.bytes)
    return out.bytes
  }

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
    var reader = CBORReader(bytes, in: range)
    try reader.arrayHead(exactly: 3)
    space = try reader.identifier()
    runs = try reader.array { reader throws(CBORError) in try ChangeRun(from: &reader) }
    devices = try reader.array { reader throws(CBORError) in
      let start = reader.offset
      guard case .device(let device) = try LogEntry(from: &reader)
      else { throw CBORError(.shape, at: start) }
      return device
    }
    try reader.finish()
  }
}
