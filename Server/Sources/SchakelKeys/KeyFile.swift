/// A key in a file of its own: PKCS#8 in PEM (RFC 5958, RFC 7468, RFC 8410), which
/// OpenSSL and most key stores read too.
///
/// A key is written once and never overwritten. The file comes into being whole, with mode
/// 0600, and is on the disk when ``save(_:to:)`` returns: a temporary file is written and
/// synchronised, linked under its name (which fails if the name is taken), and the folder is
/// synchronised. A file that others can read is refused on load, as ssh does.
public enum KeyFile {
  /// Bytes after which a file is taken to be something else and not read on.
  static let maximumLength = 4096

  /// Writes `key` to `path`, which must not exist yet; its folder must.
  ///
  /// Throws ``KeyError`` with `.alreadyExists` or `.unwritable`; then no file was left behind.
  public static func save(_ key: SigningKey, to path: String) throws(KeyError) {
    try save(privateKeyPEM(seed: key.seed), to: path)
  }

  /// Writes `key` to `path`, likewise.
  public static func save(_ key: BundleSecret, to path: String) throws(KeyError) {
    try save(privateKeyPEM(seed: key.seed, of: .x25519), to: path)
  }

  private static func save(_ content: [UInt8], to path: String) throws(KeyError) {
    let suffix = hexadecimal(randomBytes(8))
    let temporary = "\(path).\(suffix).new"
    try writeNewFile(content, at: temporary)
    defer { unlinkQuietly(temporary) }
    try linkWithoutReplacing(temporary, as: path)
    try synchroniseFolder(of: path)
  }

  /// Reads the key at `path`.
  ///
  /// Throws ``KeyError`` with `.missing`, `.exposedFile`, `.malformedFile` or `.unreadable`.
  public static func load(from path: String) throws(KeyError) -> SigningKey {
    let bytes = try readPrivateFile(at: path, upTo: maximumLength)
    guard let seed = seed(fromPEM: bytes) else { throw .malformed(path) }
    return try SigningKey(seed: seed)
  }

  /// Reads the key to which bundles are sealed, likewise.
  public static func loadBundleSecret(from path: String) throws(KeyError) -> BundleSecret {
    let bytes = try readPrivateFile(at: path, upTo: maximumLength)
    guard let seed = seed(fromPEM: bytes, of: .x25519) else { throw .malformed(path) }
    return try BundleSecret(seed: seed)
  }
}
