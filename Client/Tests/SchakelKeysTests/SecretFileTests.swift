import Foundation
import SchakelKeys
import Testing

@Suite("Secret file")
struct SecretFileTests {
  let folder: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "schakel-keys-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path()
  }

  private func inFolder(_ body: (String) throws -> Void) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder + "/secret")
  }

  private func mode(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }

  @Test("what was written is read, by its owner alone, and nothing lies beside it")
  func roundTrip() throws {
    try inFolder { (path) throws in
      let file = SecretFile(path: path)
      #expect(try file.read() == nil)
      let long = [UInt8](repeating: 7, count: 10_000)
      for content in [[], [1, 2, 3], long] {
        try file.write(content)
        #expect(try file.read() == content)
        #expect(try mode(path) == 0o600)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["secret"])
      try file.remove()
      try file.remove()
      #expect(try file.read() == nil)
    }
  }

  @Test("a file that is made keeps what was there first")
  func creation() throws {
    try inFolder { (path) throws in
      let file = SecretFile(path: path)
      #expect(try file.create([1]))
      #expect(try !file.create([2]))
      #expect(try file.read() == [1])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["secret"])
    }
  }

  @Test("a secret that others can read is refused")
  func openFile() throws {
    try inFolder { (path) throws in
      try SecretFile(path: path).write([1])
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
      #expect(throws: SecretFileError(.open, path)) { try SecretFile(path: path).read() }
    }
  }

  @Test("a folder, a link and a long file are no secrets")
  func foreign() throws {
    try inFolder { (path) throws in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      #expect(throws: SecretFileError(.foreign, path)) { try SecretFile(path: path).read() }
      try FileManager.default.removeItem(atPath: path)
      try SecretFile(path: path).write([UInt8](repeating: 0, count: SecretFile.largest + 1))
      #expect(throws: SecretFileError(.foreign, path)) { try SecretFile(path: path).read() }
      let link = path + "-link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
      #expect(throws: SecretFileError.self) { try SecretFile(path: link).read() }
    }
  }

  @Test("a folder that is not there is named in the error")
  func noFolder() throws {
    try inFolder { (path) throws in
      let error = #expect(throws: SecretFileError.self) {
        try SecretFile(path: path + "/a/b").write([1])
      }
      #expect(error?.path == path + "/a/b")
      #expect(error?.description.contains("No such file") == true)
    }
  }

  @Test("a device keeps its key, and processes that start at once agree on it")
  func deviceKeys() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/device.key"
    #expect(try DeviceKey.load(from: SecretFile(path: path)) == nil)
    let keys = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for _ in 0..<8 {
        group.addTask { try DeviceKey.loadOrCreate(at: SecretFile(path: path)).publicKey }
      }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(keys.count == 1)
    #expect(try DeviceKey.load(from: SecretFile(path: path))?.publicKey == keys.first)
    try SecretFile(path: path).write([1, 2, 3])
    #expect(throws: SecretFileError(.foreign, path)) {
      try DeviceKey.load(from: SecretFile(path: path))
    }
  }
}
