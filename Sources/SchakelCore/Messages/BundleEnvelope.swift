/// How the body of a bundle lies in its file.
public enum BundleEnvelope: Hashable, Sendable {
  /// In the clear: ``Bundle`` reads it.
  case clear
  /// Under a passphrase: ``SealedBundle``.
  case passphrase
  /// To a region's key: ``AddressedBundle``.
  case region

  /// What a file begins as; nil for what is no bundle, or under an envelope of a later version. The rest
  /// of it is not looked at.
  public init?(of bytes: [UInt8]) {
    guard bytes.starts(with: Bundle.magic) else { return nil }
    var reader = CBORReader(bytes, in: Bundle.magic.count..<bytes.count)
    guard (try? reader.arrayHead(exactly: 3)) != nil, (try? reader.unsigned()) != nil,
      let isClear = try? reader.null()
    else { return nil }
    if isClear {
      self = .clear
      return
    }
    guard let items = try? reader.arrayHead(), items > 0, let sort = try? reader.unsigned()
    else { return nil }
    switch sort {
    case ScryptCost.sort: self = .passphrase
    case AddressedBundle.sort: self = .region
    default: return nil
    }
  }
}
