extension DeviceKey {
  /// The key in a file, or nil where there is none.
  public static func load(from file: SecretFile) throws(SecretFileError) -> DeviceKey? {
    guard let bytes = try file.read() else { return nil }
    guard let key = DeviceKey(secretBytes: bytes)
    else { throw SecretFileError(.foreign, file.path) }
    return key
  }

  /// Puts the key in a file, readable by its owner alone, in place of what was there.
  public func save(to file: SecretFile) throws(SecretFileError) {
    try file.write(secretBytes)
  }

  /// The key in a file, which is made where there is none. Of processes that do this
  /// at once, all get the same key.
  public static func loadOrCreate(at file: SecretFile) throws(SecretFileError) -> DeviceKey {
    if let key = try load(from: file) { return key }
    let fresh = DeviceKey()
    if try file.create(fresh.secretBytes) { return fresh }
    guard let key = try load(from: file) else { throw SecretFileError(.foreign, file.path) }
    return key
  }
}
