/// Why a key could not be made, read or written, and what to do about it.
public struct KeyError: Error, Equatable, CustomStringConvertible {
  /// What went wrong, for code that must tell the cases apart.
  public enum Code: Sendable, Equatable {
    /// The bytes given are no key.
    case notAKey
    /// The file holds no key in the format that ``KeyFile`` writes.
    case malformedFile
    /// The file can be read by others than its owner.
    case exposedFile
    /// A key lies there already and is never overwritten.
    case alreadyExists
    /// There is no such file.
    case missing
    /// The system would not let it be read; `errno` says why.
    case unreadable(errno: Int32)
    /// The system would not let it be written; `errno` says why.
    case unwritable(errno: Int32)
  }

  /// The case.
  public let code: Code
  /// The file or folder; empty where there is none.
  public let path: String
  /// What happened and what to do next. Holds no key material.
  public let message: String

  public var description: String { message }

  init(_ code: Code, at path: String = "", _ message: String) {
    self.code = code
    self.path = path
    self.message = message
  }
}

extension KeyError {
  static func seedLength(_ count: Int) -> KeyError {
    KeyError(.notAKey, "a key's seed has \(SigningKey.seedLength) bytes, not \(count)")
  }

  static func refused(by error: any Error) -> KeyError {
    KeyError(.notAKey, "the cryptography library refused the key: \(type(of: error))")
  }

  static func malformed(_ path: String) -> KeyError {
    KeyError(
      .malformedFile, at: path,
      "\(path) holds no private key of its kind in PKCS#8 PEM; put back the copy from your backup")
  }

  static func exposed(_ path: String, mode: UInt32) -> KeyError {
    KeyError(
      .exposedFile, at: path,
      "\(path) can be read by others (mode \(String(mode, radix: 8))); "
        + "run: chmod 600 \(path)")
  }

  static func exists(_ path: String) -> KeyError {
    KeyError(
      .alreadyExists, at: path,
      "\(path) exists and is not overwritten; move it away if you mean to replace it"
    )
  }

  static func unreadable(_ path: String, errno: Int32) -> KeyError {
    KeyError(
      .unreadable(errno: errno), at: path, "cannot read \(path): \(describe(errno: errno))")
  }

  static func unwritable(_ path: String, errno: Int32) -> KeyError {
    KeyError(
      .unwritable(errno: errno), at: path, "cannot write \(path): \(describe(errno: errno))")
  }

  static func missing(_ path: String) -> KeyError {
    KeyError(.missing, at: path, "there is no key at \(path); was this data folder initialised?")
  }
}
