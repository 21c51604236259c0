import Foundation
public import SchakelStore

/// A small file that only its owner may read: a key, a credential.
///
/// *Invariant*: whoever looks at the path sees the whole content or none, at any moment and after
/// a power cut. The content goes to a new file beside it, made with mode 0600, which is synced and
/// then given the name; the folder is synced last.
///
/// With a cipher it is sealed for its name. A file that is not sealed yet is read all the same, so
/// that a change from one to the other may stop midway.
public struct SecretFile: Sendable {
  /// As it was given.
  public let path: String

  /// More than a key or a credential ever is; a longer file is not one of ours.
  public static let largest = 64 << 10

  private let cipher: (any ContentCipher)?

  public init(path: String, cipher: (any ContentCipher)? = nil) {
    self.path = path
    self.cipher = cipher
  }

  /// The content, or nil where there is no file.
  public func read() throws(SecretFileError) -> [UInt8]? {
    guard let stored = try stored() else { return nil }
    guard stored.starts(with: Self.magic) else { return stored }
    guard let cipher else { throw SecretFileError(.locked, path) }
    let sealed = Array(stored.dropFirst(Self.magic.count))
    guard let content = cipher.open(sealed, for: identity)
    else { throw SecretFileError(.damaged, path) }
    return content
  }

  /// Whether there is a file that only a key opens.
  public func isSealed() throws(SecretFileError) -> Bool {
    try stored()?.starts(with: Self.magic) ?? false
  }

  /// The bytes of the file.
  private func stored() throws(SecretFileError) -> [UInt8]? {
    let file = System.open(path, O_RDONLY | O_NOFOLLOW)
    if file < 0 && errno == ENOENT { return nil }
    guard file >= 0 else { throw unreadable }
    defer { close(file) }
    try checkMode(of: file)
    var content: [UInt8] = []
    while true {
      guard let page = System.read(file, count: 4_096) else { throw unreadable }
      if page.isEmpty { return content }
      content += page
      guard content.count <= Self.largest else { throw SecretFileError(.foreign, path) }
    }
  }

  /// Puts `content` in place of what was there.
  public func write(_ content: [UInt8]) throws(SecretFileError) {
    let draft = try writeDraft(content)
    guard System.rename(draft, path) == 0 else { throw discard(draft) }
    try syncFolder()
  }

  /// Writes `content` unless there is a file already. False where there was: of two processes that
  /// do this at once, one gets true and both read the same content afterwards.
  public func create(_ content: [UInt8]) throws(SecretFileError) -> Bool {
    let draft = try writeDraft(content)
    let linked = System.link(draft, path) == 0
    let failure = linked ? nil : unwritable
    _ = System.unlink(draft)
    if failure?.code == .unwritable(EEXIST) { return false }
    if let failure { throw failure }
    try syncFolder()
    return true
  }

  /// Takes the file away; nothing happens where there is none.
  public func remove() throws(SecretFileError) {
    guard System.unlink(path) == 0 || errno == ENOENT else { throw unwritable }
    try syncFolder()
  }
}

extension SecretFile {
  private static let magic = Array("SCHAKELS".utf8)

  /// No column of a database begins so (`SealedColumn`).
  private var identity: [UInt8] { [0xff] + (path as NSString).lastPathComponent.utf8 }

  private func sealed(_ content: [UInt8]) throws(SecretFileError) -> [UInt8] {
    guard let cipher else { return content }
    guard let sealed = cipher.seal(content, for: identity)
    else { throw SecretFileError(.locked, path) }
    return Self.magic + sealed
  }

  private var folder: String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  /// With the reason of the call that just failed.
  private var unreadable: SecretFileError { SecretFileError(.unreadable(errno), path) }
  private var unwritable: SecretFileError { SecretFileError(.unwritable(errno), path) }

  /// Refuses what others may read: a secret they have seen is none.
  private func checkMode(of file: Int32) throws(SecretFileError) {
    guard let status = System.status(of: file) else { throw unreadable }
    guard status.st_mode & S_IFMT == S_IFREG else { throw SecretFileError(.foreign, path) }
    guard status.st_mode & 0o077 == 0 else { throw SecretFileError(.open, path) }
  }

  /// The path of a new, synced file with `content`, in the same folder.
  private func writeDraft(_ content: [UInt8]) throws(SecretFileError) -> String {
    let draft = path + ".new-" + String(UInt64.random(in: .min ... .max), radix: 16)
    let file = System.open(draft, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    guard file >= 0 else { throw unwritable }
    defer { close(file) }
    guard System.write(file, try sealed(content)), fsync(file) == 0 else { throw discard(draft) }
    return draft
  }

  private func discard(_ draft: String) -> SecretFileError {
    let failure = unwritable
    _ = System.unlink(draft)
    return failure
  }

  /// Without this a power cut may undo the rename (fsync(2)). EINVAL says that this file system syncs
  /// no folders, as some shared ones do.
  private func syncFolder() throws(SecretFileError) {
    let descriptor = System.open(folder, O_RDONLY)
    guard descriptor >= 0 else { throw unwritable }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw unwritable }
  }
}
