extension DeviceKey {
  /// The key in the file at `path`, or nil where there is no file.
  public static func load(from path: String) throws(SecretFileError) -> DeviceKey? {
    guard let bytes = try SecretFile(path: path).read() else { return nil }
    guard let key = DeviceKey(secretBytes: bytes) else { throw SecretFileError(.foreign, path) }
    return key
  }

  /// Puts the key in the file at `path`, readable by its owner alone, in place of what was there.
  public func save(to path: String) throws(SecretFileError) {
    try SecretFile(path: path).write(secretBytes)
  }

  /// The key in the file at `path`, which is made where there is none. Of processes that do this
  /// at once, all get the same key.
  public static func loadOrCreate(at path: String) throws(SecretFileError) -> DeviceKey {
    if let key = try load(from: path) { return key }
    let fresh = DeviceKey()
    if try SecretFile(path: path).create(fresh.secretBytes) { return fresh }
    guard let key = try load(from: path) else { throw SecretFileError(.foreign, path) }
    return key
  }
}
