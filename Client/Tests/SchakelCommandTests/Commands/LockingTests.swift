import Foundation
import SchakelCore
import SchakelKeys
import Testing

@testable import SchakelCommand

@Suite("A home under a passphrase")
struct LockingTests {
  private static let first = "een lange wachtzin"
  private static let second = "nog een langere wachtzin"
  private static let words = [
    "Rozemarijnstraat", "Lindelaan", "Voorbeeldwijk", "Voorbeeldregio", "voorbeeldtoestel",
    "Onderschrift", "fieldNote", "\"token\"", "127.0.0.1",
  ]

  private func found(in home: String) throws -> Set<String> {
    var found: Set<String> = []
    for name in try FileManager.default.contentsOfDirectory(atPath: home) {
      let data = try Data(contentsOf: URL(filePath: home + "/" + name))
      for word in Self.words where data.firstRange(of: Data(word.utf8)) != nil {
        found.insert(word)
      }
    }
    return found
  }

  @Test("what happens is told in the person's language", arguments: Language.allCases)
  func transcript(language: Language) async throws {
    try await withScratch { folder in
      let device = TestDevice(folder + "/home", language: language)
      let keyed = Keyed(device, folder: folder)
      var transcript = Transcript()
      transcript.mask(folder, as: "/scratch")
      await keyed.type(["note", "add", "--title", "Bankje", "--draft"], to: &transcript)
      await keyed.type(["unlock"], to: &transcript)
      await keyed.type(["passphrase", "set"], answering: ["kort"], to: &transcript)
      await keyed.type(
        ["passphrase", "set"], answering: [Self.first, Self.second], to: &transcript)
      await keyed.type(["passphrase", "set"], to: &transcript)
      await keyed.type(
        ["passphrase", "set"], answering: [Self.first, Self.first], to: &transcript)
      await keyed.type(["passphrase", "set"], to: &transcript)
      await keyed.type(["list"], to: &transcript)
      await keyed.type(["list"], answering: [Self.second], to: &transcript)
      await keyed.type(["list"], answering: [Self.first], to: &transcript)
      await keyed.type(["unlock", "--minutes", "0"], to: &transcript)
      await keyed.type(["unlock", "--minutes", "15"], answering: [Self.first], to: &transcript)
      await keyed.type(["list"], to: &transcript)
      await keyed.type(["lock"], to: &transcript)
      await keyed.type(["list"], to: &transcript)
      await keyed.type(
        ["passphrase", "change"], answering: [Self.first, Self.second, Self.second],
        to: &transcript)
      await keyed.type(["unlock"], answering: [Self.first], to: &transcript)
      await keyed.type(["unlock", "--json"], answering: [Self.second], to: &transcript)
      await keyed.type(["passphrase", "remove"], answering: [Self.second], to: &transcript)
      await keyed.type(["list"], to: &transcript)
      try transcript.expect("locking.\(language.rawValue)")
    }
  }

  @Test("no word stands in any file of a locked home, and all stand there before and after")
  func everyByte() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let (anna, home) = (scene.anna, scene.anna.home)
      let keyed = Keyed(anna, folder: folder)
      let note = await anna.made(
        "note", "add", "--title", "Rozemarijnstraat", "--body", "Lindelaan")
      await anna.run(["note", "add", "--title", "Onderschrift", "--draft"])
      await scene.meet()
      let before = try found(in: home)
      #expect(before.isSuperset(of: ["Rozemarijnstraat", "Lindelaan", "\"token\"", "fieldNote"]))
      #expect(await keyed.run(["passphrase", "set"], [Self.first, Self.first]).status == 0)
      #expect(try found(in: home) == [])
      #expect(await keyed.run(["unlock"], [Self.first]).status == 0)
      for command in [
        ["edit", note, "--set", "title=Rozemarijnstraat 2"], ["sync"], ["search", "rozemarijn"],
        ["note", "add", "--title", "Lindelaan"], ["show", note], ["status"],
        ["bundle", "export", folder + "/out.schakel", "--plain"],
      ] {
        let outcome = await keyed.run(command)
        #expect(outcome.status == 0, "\(command): \(outcome.err)")
        #expect(try found(in: home) == [], "\(command)")
      }
      let file = try Data(contentsOf: URL(filePath: folder + "/out.schakel"))
      #expect(file.firstRange(of: Data("Rozemarijnstraat".utf8)) != nil)
      #expect(await keyed.run(["passphrase", "remove"], [Self.first]).status == 0)
      #expect(try found(in: home).isSuperset(of: before))
      #expect(await anna.run(["sync"]).status == 0)
    }
  }

  @Test("an unlocked home locks itself when its time is over, or the clock was put back")
  func timeOut() async throws {
    try await withScratch { folder in
      let device = TestDevice(folder + "/home")
      let keyed = Keyed(device, folder: folder)
      #expect(await keyed.run(["passphrase", "set"], [Self.first, Self.first]).status == 0)
      for isPutBack in [false, true] {
        let unlock = await keyed.run(["unlock", "--minutes", "15"], [Self.first])
        #expect(unlock.status == 0)
        #expect(await keyed.run(["list"]).status == 0)
        if isPutBack { device.clock.putBack(60_000) } else { device.clock.advance(15 * 60_000) }
        #expect(await keyed.run(["list"]).status == 1)
        // Not only refused: gone.
        let left = try FileManager.default.contentsOfDirectory(atPath: keyed.keys)
        #expect(left.isEmpty)
      }
    }
  }

  @Test(
    "a device that watches stops when the time is over, or it is locked",
    .timeLimit(.minutes(10)), arguments: [true, false])
  func watching(isTime: Bool) async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      await scene.meet()
      let watcher = Keyed(
        TestDevice(scene.anna.home, seed: 9, network: RegionNetwork(region: scene.region)),
        folder: folder)
      let other = Keyed(TestDevice(scene.anna.home), folder: folder)
      #expect(await other.run(["passphrase", "set"], [Self.first, Self.first]).status == 0)
      // Typed for the one command, it holds until that ends.
      let typing = Task { await watcher.run(["sync", "--watch"], [Self.first]) }
      while !watcher.device.said.contains("Gesynchroniseerd.") {
        try await Task.sleep(for: .milliseconds(5))
      }
      watcher.device.clock.advance(24 * 3_600_000)
      typing.cancel()
      #expect(await typing.value.status == 0)
      #expect(await watcher.run(["unlock", "--minutes", "15"], [Self.first]).status == 0)
      let watching = Task { await watcher.run(["sync", "--watch"]) }
      while !watcher.device.said.contains("Gesynchroniseerd.") {
        try await Task.sleep(for: .milliseconds(5))
      }
      if isTime {
        watcher.device.clock.advance(15 * 60_000)
      } else {
        #expect(await other.run(["lock"]).status == 0)
      }
      let patience = Task {
        try await Task.sleep(for: .seconds(60))
        watching.cancel()
      }
      let ended = await watching.value
      patience.cancel()
      let refused = await watcher.run(["list"])
      #expect(ended.status == 1 && refused.status == 1)
      #expect(!ended.err.isEmpty && ended.err == refused.err, "\(ended.err)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: watcher.keys).isEmpty)
    }
  }

  @Test("a key that is left can be read by its user alone, and is of one home and one passphrase")
  func leftKey() async throws {
    try await withScratch { folder in
      let device = TestDevice(folder + "/home")
      let keyed = Keyed(device, folder: folder)
      #expect(await keyed.run(["passphrase", "set"], [Self.first, Self.first]).status == 0)
      #expect(await keyed.run(["unlock"], [Self.first]).status == 0)
      let name = try #require(FileManager.default.contentsOfDirectory(atPath: keyed.keys).first)
      let path = keyed.keys + "/" + name
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
      #expect(mode as? Int == 0o600)
      let other = Keyed(TestDevice(folder + "/other"), folder: folder)
      #expect(await other.run(["passphrase", "set"], [Self.first, Self.first]).status == 0)
      #expect(await other.run(["list"]).status == 1)
      let change = await keyed.run(
        ["passphrase", "change"], [Self.first, Self.second, Self.second])
      #expect(change.status == 0)
      #expect(await keyed.run(["list"]).status == 1)
      #expect(await keyed.run(["unlock"], [Self.second]).status == 0)
      #expect(await keyed.run(["list"]).status == 0)
    }
  }

  @Test("a change of passphrase writes the wrapped key anew, and not a byte of anything else")
  func changed() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let (anna, home) = (scene.anna, scene.anna.home)
      await anna.run(["note", "add", "--title", "Rozemarijnstraat"])
      await scene.meet()
      let keyed = Keyed(anna, folder: folder)
      #expect(await keyed.run(["passphrase", "set"], [Self.first, Self.first]).status == 0)
      var before = try Self.files(of: home)
      let change = await keyed.run(
        ["passphrase", "change"], [Self.first, Self.second, Self.second])
      #expect(change.status == 0)
      var after = try Self.files(of: home)
      let old = before.removeValue(forKey: "passphrase.key")
      let new = after.removeValue(forKey: "passphrase.key")
      #expect(old != nil && new != nil && old != new)
      #expect(before["replica.sqlite"]?.isEmpty == false)
      #expect(before.keys.sorted() == after.keys.sorted())
      let altered = before.keys.filter { before[$0] != after[$0] }.sorted()
      #expect(altered == [])
      #expect(await keyed.run(["list"], [Self.second]).out.contains("Rozemarijnstraat"))
    }
  }

  /// Every file of a home.
  private static func files(of home: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: home) {
      files[name] = try Data(contentsOf: URL(filePath: home + "/" + name))
    }
    return files
  }

  @Test("what was being locked when the power went is locked by the next command with the key")
  func cutShort() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder)
      let (anna, home) = (scene.anna, scene.anna.home)
      await anna.run(["note", "add", "--title", "Rozemarijnstraat"])
      let keyed = Keyed(anna, folder: folder)
      // The key was written, and nothing more.
      let lock = HomeLock(context: keyed.context([]), home: home)
      try lock.wrap(DataKey(), under: try #require(Passphrase(Self.first)))
      #expect(await keyed.run(["list"]).status == 1)
      #expect(await keyed.run(["list"], [Self.first]).out.contains("Rozemarijnstraat"))
      #expect(try found(in: home) == [])
      #expect(await keyed.run(["sync"], [Self.first]).status == 0)
    }
  }

  @Test("a damaged key, a missing one and another's are told apart from a wrong passphrase")
  func faults() async throws {
    try await withScratch { folder in
      let keyed = Keyed(TestDevice(folder + "/home", language: .english), folder: folder)
      _ = await keyed.run(["note", "add", "--title", "Bankje", "--draft"])
      #expect(await keyed.run(["passphrase", "set"], [Self.first, Self.first]).status == 0)
      let file = URL(filePath: keyed.device.home + "/passphrase.key")
      let good = try Data(contentsOf: file)
      var bad = good
      bad[20] ^= 1
      try bad.write(to: file)
      try Self.close(file)
      #expect(await keyed.run(["list"], [Self.first]).sentence.contains("is damaged"))
      try FileManager.default.removeItem(at: file)
      #expect(await keyed.run(["list"], [Self.first]).sentence.contains("missing"))
      let other = Keyed(TestDevice(folder + "/other"), folder: folder)
      #expect(await other.run(["passphrase", "set"], [Self.first, Self.first]).status == 0)
      try FileManager.default.copyItem(atPath: folder + "/other/passphrase.key", toPath: file.path)
      try Self.close(file)
      #expect(await keyed.run(["list"], [Self.first]).sentence.contains("another key"))
      try FileManager.default.removeItem(at: file)
      try good.write(to: file)
      try Self.close(file)
      #expect(await keyed.run(["list"], ["geen van beide"]).sentence.contains("not right"))
      #expect(await keyed.run(["list"], [Self.first]).out.contains("Bankje"))
    }
  }

  private static func close(_ file: URL) throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
  }

  @Test("a bundle under a passphrase reaches whoever has it, and tells nobody else anything")
  func bundle() async throws {
    try await withScratch { folder in
      let scene = try await Scene(folder, language: .english)
      await scene.meet()
      await scene.anna.run(["note", "add", "--title", "Rozemarijnstraat"])
      let path = folder + "/out.schakel"
      let (anna, bram) = (Keyed(scene.anna, folder: folder), Keyed(scene.bram, folder: folder))
      let export = ["bundle", "export", path, "--passphrase"]
      #expect(await anna.run(export, ["kort"]).status == 1)
      #expect(await anna.run(export, [Self.first, Self.first]).status == 0)
      let data = try Data(contentsOf: URL(filePath: path))
      #expect(data.firstRange(of: Data("Rozemarijnstraat".utf8)) == nil)
      #expect(await bram.run(["bundle", "import", path]).status == 1)
      #expect(
        await bram.run(["bundle", "import", path], [Self.second]).sentence.contains("not fit"))
      #expect(await bram.run(["bundle", "import", path], [Self.first]).status == 0)
      #expect(await bram.run(["list"]).out.contains("Rozemarijnstraat"))
      let word = folder + "/word"
      try Data((Self.first + "\n").utf8).write(to: URL(filePath: word))
      let again = await bram.run(["bundle", "import", path, "--passphrase-file", word])
      #expect(again.status == 0)
    }
  }

  @Test("of the file systems on the way to a folder, the deepest says whether it is in memory")
  func memory() {
    let mounts = """
      overlay / overlay rw 0 0
      tmpfs /run tmpfs rw 0 0
      /dev/sda1 /run/user/7/disk ext4 rw 0 0
      tmpfs /with\\040space tmpfs rw 0 0
      """
    for (path, isInMemory) in [
      "/run/user/7": true, "/run": true, "/running": false, "/home": false,
      "/run/user/7/disk/x": false, "/with space/x": true,
    ] {
      #expect(MemoryFolder.isInMemory(path, mounts: mounts) == isInMemory, "\(path)")
    }
  }

  @Test("a place in memory that others can look into is not used")
  func othersPlace() async throws {
    try await withScratch { folder in
      let path = folder + "/keys"
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
      #expect(MemoryFolder.made(path, by: getuid()) == nil)
      #expect(MemoryFolder.made(folder + "/own", by: getuid()) != nil)
      #expect(MemoryFolder.made(folder + "/own", by: getuid() + 1) == nil)
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: folder + "/own")
      #expect(MemoryFolder.made(folder + "/link", by: getuid()) == nil)
    }
  }
}

extension TestDevice.Outcome {
  /// What was complained of, on one line.
  fileprivate var sentence: String {
    err.split { $0.isWhitespace }.joined(separator: " ")
  }
}
