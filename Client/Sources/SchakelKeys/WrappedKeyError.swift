/// Why a wrapped key gave no key.
public enum WrappedKeyError: Error, Hashable, Sendable {
  /// The file is whole, and another passphrase wrapped the key.
  case wrongPassphrase
  /// The file was altered or cut short.
  case damaged
  /// A later version wrote the file.
  case newer
  /// The file asks for more memory or time than any of ours.
  case tooCostly
  /// There was not enough memory for the work.
  case outOfMemory
}
