import Foundation
import Testing

@testable import SchakelKeys

@Suite struct KeyFileTests {
  /// A folder of its own for one test, removed when the test is done.
  final class Folder {
    let path: String

    init() throws {
      path = NSTemporaryDirectory() + "schakel-keys-" + UUID().uuidString
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var files: [String] {
      (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    }
  }

  @Test("a saved key is the key that is loaded, and nothing else is left in the folder")
  func roundTrip() throws {
    let folder = try Folder()
    let key = SigningKey()
    try KeyFile.save(key, to: folder.path + "/region.key")
    #expect(try KeyFile.load(from: folder.path + "/region.key").seed == key.seed)
    #expect(folder.files == ["region.key"])
  }

  @Test("the file is its owner's alone")
  func mode() throws {
    let folder = try Folder()
    try KeyFile.save(SigningKey(), to: folder.path + "/region.key")
    let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/region.key")
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test("a key is never overwritten, and the attempt leaves nothing behind")
  func noOverwriting() throws {
    let folder = try Folder()
    let path = folder.path + "/region.key"
    let first = SigningKey()
    try KeyFile.save(first, to: path)
    let error = #expect(throws: KeyError.self) { try KeyFile.save(SigningKey(), to: path) }
    #expect(error?.code == .alreadyExists)
    #expect(try KeyFile.load(from: path).seed == first.seed)
    #expect(folder.files == ["region.key"])
  }

  @Test("a key that others can read is refused, with the command that mends it")
  func exposed() throws {
    let folder = try Folder()
    let path = folder.path + "/region.key"
    try KeyFile.save(SigningKey(), to: path)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
    let error = #expect(throws: KeyError.self) { try KeyFile.load(from: path) }
    #expect(error?.code == .exposedFile)
    #expect(error?.message.contains("chmod 600") == true)
  }

  @Test("no file, no folder and no key are told apart")
  func failures() throws {
    let folder = try Folder()
    let missing = #expect(throws: KeyError.self) {
      try KeyFile.load(from: folder.path + "/region.key")
    }
    #expect(missing?.code == .missing)
    let folderless = #expect(throws: KeyError.self) {
      try KeyFile.save(SigningKey(), to: folder.path + "/nowhere/region.key")
    }
    #expect(folderless?.code == .unwritable(errno: 2))
  }

  @Test("a file that is cut, lengthened or of another kind is malformed")
  func malformed() throws {
    let folder = try Folder()
    let path = folder.path + "/region.key"
    let whole = KeyFile.privateKeyPEM(seed: SigningKey().seed)
    let long = whole + [UInt8](repeating: 0x0a, count: 10) + Array("more".utf8)
    let spoilt: [[UInt8]] = [[], Array(whole.dropLast(30)), long, Array("SQLite format 3".utf8)]
    for content in spoilt {
      try? FileManager.default.removeItem(atPath: path)
      try writeNewFile(content, at: path)
      let error = #expect(throws: KeyError.self) { try KeyFile.load(from: path) }
      #expect(error?.code == .malformedFile)
    }
  }

  @Test("the example key of RFC 8410 §10.3 is read")
  func example() {
    let text = """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
      -----END PRIVATE KEY-----
      """
    #expect(
      KeyFile.seed(fromPEM: Array(text.utf8))
        == bytes("d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842"))
  }
}
