import Foundation
import Testing

@testable import SchakelCommand

/// What `unlock` leaves behind, so that the key goes when its time is over and nobody looks.
@Suite("A key that was left goes by itself", .timeLimit(.minutes(10)))
struct KeeperTests {
  private static let passphrase = "een lange wachtzin"

  private static func keys(_ keyed: Keyed) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: keyed.keys)
  }

  enum End: CaseIterable {
    case time, lock, emptied
  }

  @Test("when its time is over, it is locked, or the home was emptied", arguments: End.allCases)
  func goes(_ end: End) async throws {
    try await withScratch { folder in
      let device = TestDevice(folder + "/home")
      let keyed = Keyed(device, folder: folder)
      let set = await keyed.run(["passphrase", "set"], [Self.passphrase, Self.passphrase])
      #expect(set.status == 0 && keyed.leftBehind.all.isEmpty)
      let unlocked = await keyed.run(["unlock", "--minutes", "15"], [Self.passphrase])
      #expect(unlocked.status == 0)
      let left = try #require(keyed.leftBehind.all.first)
      #expect(left == ["--home", device.home, "lock", "--when-due"])
      let lock = HomeLock(context: keyed.context([]), home: device.home)
      let wrapped = try #require(try lock.wrapped())
      let keeper = Task { try await lock.keep(wrapped) }
      #expect(try Self.keys(keyed).count == 1)
      switch end {
      case .time: device.clock.advance(15 * 60_000)
      case .lock: #expect(await keyed.run(["lock"]).status == 0)
      case .emptied: try FileManager.default.removeItem(atPath: device.home + "/passphrase.key")
      }
      try await keeper.value
      #expect(try Self.keys(keyed).isEmpty)
    }
  }

  #if os(Linux)
    @Test(
      "the program leaves a process that stays where its terminal goes, and ends when it is locked")
    func program() async throws {
      try await withScratch { folder in
        let home = folder + "/home"
        let word = folder + "/word"
        try Self.passphrase.write(toFile: word, atomically: true, encoding: .utf8)
        let program = Program(home: home)
        for command in [["note", "add", "--title", "Bankje"], ["passphrase", "set"], ["unlock"]] {
          let file = command[0] == "note" ? [] : ["--passphrase-file", word]
          let ended = try await program.run(command + file)
          #expect(ended.status == 0, "\(command): \(ended.err)")
        }
        let keeper = try #require(try Self.keepers(of: home).first)
        let status = try String(contentsOfFile: "/proc/\(keeper)/status", encoding: .utf8)
        let ignored = status.firstMatch(of: /SigIgn:\s*([0-9a-f]+)/)?.1 ?? ""
        // The lowest bit is that of SIGHUP (proc_pid_status(5)).
        #expect((UInt64(ignored, radix: 16) ?? 0) & 1 == 1)
        #expect(try await program.run("list").status == 0)
        #expect(try await program.run("lock").status == 0)
        while try !Self.keepers(of: home).isEmpty { try await Task.sleep(for: .milliseconds(50)) }
        #expect(try await program.run("list").status == 1)
      }
    }

    /// The processes that wait for the time of a home to be over.
    private static func keepers(of home: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: "/proc").filter {
        let line = (try? String(contentsOfFile: "/proc/\($0)/cmdline", encoding: .utf8)) ?? ""
        return line.contains(home) && line.contains("--when-due")
      }
    }
  #endif
}
