import ArgumentParser
import Foundation
import SchakelServer
import Testing

@testable import SchakelDaemon

/// `Server/systemd/schakeld.service` and the program, held side by side. systemd 252 found no fault in it
/// (`systemd-analyze verify`) and calls its exposure 1.6 of 10 (`systemd-analyze security`).
@Suite struct UnitFileTests {
  /// The package's.
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func lines() throws -> [String] {
    let file = folder.appending(path: "systemd/schakeld.service")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map(String.init)
  }

  private static func value(_ name: String) throws -> String {
    let line = try #require(try lines().first { $0.hasPrefix(name + "=") })
    return String(line.dropFirst(name.count + 1))
  }

  @Test("what it starts is a command, and what it and README set are settings that there are")
  func command() throws {
    let words = try Self.value("ExecStart").split(separator: " ").map(String.init)
    #expect(words.first == "/usr/local/bin/schakeld")
    #expect(try Schakeld.parseAsRoot(Array(words.dropFirst())) is Serve)
    let page = try String(contentsOf: Self.folder.appending(path: "../README.md"), encoding: .utf8)
    let text = try Self.lines().joined(separator: " ") + page
    let known = Set(Setting.all.map(\.variable) + ["SCHAKELD_DATA", "SCHAKELD_COMMAND_LOG"])
    for name in text.matches(of: /SCHAKELD_[A-Z_]+/) {
      #expect(known.contains(String(name.output)), "\(name.output)")
    }
    #expect(try Self.value("Environment") == "SCHAKELD_DATA=/var/lib/schakel")
    #expect(try Self.value("StateDirectory") == "schakel")
  }

  @Test("what it allows is as much as the program takes with its defaults")
  func room() throws {
    let limits = Limits()
    let stop = try #require(Int(try Self.value("TimeoutStopSec").filter(\.isNumber)))
    #expect(.seconds(stop) > limits.drainTime)
    #expect(try #require(Int(try Self.value("LimitNOFILE"))) >= limits.connections + 64)
    #expect(try Self.value("MemoryMax") == "1G")
    #expect(3 * limits.bytesInFlight <= 1024 * 1024 * 1024 / 2)
  }

  @Test("it may write where its data is, and nowhere else, and gains no rights")
  func hardened() throws {
    let wanted = [
      "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes", "UMask": "0077",
      "NoNewPrivileges": "yes", "StateDirectoryMode": "0700", "PrivateDevices": "yes",
      "CapabilityBoundingSet": "CAP_NET_BIND_SERVICE", "MemoryDenyWriteExecute": "yes",
    ]
    for (name, value) in wanted { #expect(try Self.value(name) == value, "\(name)") }
    #expect(try !Self.lines().contains { $0.hasPrefix("ReadWritePaths") })
  }
}
