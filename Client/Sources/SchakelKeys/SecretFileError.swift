import Foundation

/// Why a file with a secret could not be read or written, and what to do.
public struct SecretFileError: Error, Hashable, Sendable {
  /// What is wrong with the file, for programs.
  public enum Code: Hashable, Sendable {
    /// The system's error number.
    case unreadable(Int32)
    case unwritable(Int32)
    /// Others may read it.
    case `open`
    /// Not a file that this program wrote.
    case foreign
    /// It is sealed, and there is no key.
    case locked
    /// It is sealed, and does not open: it was altered, or is of another key.
    case damaged
  }

  /// What is wrong.
  public let code: Code
  /// Of which file.
  public let path: String

  public init(_ code: Code, _ path: String) {
    self.code = code
    self.path = path
  }
}

extension SecretFileError: CustomStringConvertible {
  public var description: String {
    switch code {
    case .unreadable(let number): "\(path) cannot be read: \(Self.reason(number))"
    case .unwritable(let number): "\(path) cannot be written: \(Self.reason(number))"
    case .open: "\(path) can be read by others: chmod 600 \(path), and enrol this device again"
    case .locked: "\(path) is locked: unlock it with its passphrase"
    case .damaged:
      "\(path) was altered, or belongs to another key: put back files that belong together"
    case .foreign: "\(path) is no file of this program: move it away"
    }
  }

  /// The system's words for an error number.
  public static func reason(_ number: Int32) -> String {
    // Unsafe: strerror's text is read before anything else can be called.
    unsafe String(cString: strerror(number))
  }
}
