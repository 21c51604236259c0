/// How much work it is to get from a passphrase to a key, and from what salt: scrypt's parameters
/// (RFC 7914), as they stand in a file beside what the key has sealed.
///
/// *Invariant*: the parameters are within bounds, so that a hostile file can ask for no more than
/// ``largestMemory`` and some seconds.
public struct ScryptCost: Hashable, Sendable {
  /// The logarithm to base two of scrypt's N.
  public let logRounds: UInt8
  /// Scrypt's r.
  public let blockSize: UInt8
  /// Scrypt's p.
  public let parallelism: UInt8
  /// ``saltBytes`` bytes, fresh for each passphrase that is set.
  public let salt: [UInt8]

  /// The length of a salt.
  public static let saltBytes = 16
  /// The memory that the work may take, in bytes.
  public static let largestMemory = 256 << 20
  /// The greatest ``parallelism``: as many times the work is done.
  public static let largestParallelism: UInt8 = 4

  /// nil for what is out of bounds.
  public init?(logRounds: UInt8, blockSize: UInt8, parallelism: UInt8, salt: [UInt8]) {
    guard (1...20).contains(logRounds), blockSize > 0, parallelism > 0,
      parallelism <= Self.largestParallelism, salt.count == Self.saltBytes,
      128 * Int(blockSize) << Int(logRounds) <= Self.largestMemory
    else { return nil }
    self.logRounds = logRounds
    self.blockSize = blockSize
    self.parallelism = parallelism
    self.salt = salt
  }

  /// What OWASP's Password Storage Cheat Sheet asks for: 128 MiB.
  public static func standard(salt: [UInt8]) -> ScryptCost? {
    ScryptCost(logRounds: 17, blockSize: 8, parallelism: 1, salt: salt)
  }
}

extension ScryptCost {
  /// `[1, logN, r, p, salt]`.
  public func encode(to out: inout CBORWriter) {
    out.arrayHead(5)
    out.unsigned(Self.sort)
    for number in [logRounds, blockSize, parallelism] { out.unsigned(UInt64(number)) }
    out.byteString(salt)
  }

  /// Reads what ``encode(to:)`` wrote. Throws `unsupported` for another way to a key, `limit` for
  /// more work than is allowed.
  public init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: 5)
    let start = reader.offset
    guard try reader.unsigned() == Self.sort else { throw CBORError(.unsupported, at: start) }
    let numbers = (
      try reader.number(upTo: 255), try reader.number(upTo: 255), try reader.number(upTo: 255)
    )
    let salt = try reader.byteString(count: Self.saltBytes)
    let cost = ScryptCost(
      logRounds: UInt8(numbers.0), blockSize: UInt8(numbers.1), parallelism: UInt8(numbers.2),
      salt: salt)
    guard let cost else { throw CBORError(.limit, at: start) }
    self = cost
  }

  /// The number of scrypt and AES-256-GCM among the sorts of envelope, and the ways to wrap a key.
  static let sort: UInt64 = 1
}
