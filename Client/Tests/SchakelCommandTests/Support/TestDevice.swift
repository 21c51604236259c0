import Foundation
import SchakelCommand
import SchakelCore
import SchakelJSON
import SchakelKeys
import SchakelSync
import Synchronization

/// A device with a home of its own, at which commands are typed.
final class TestDevice: Sendable {
  let home: String
  let clock: TestClock
  let network: any Network
  let language: Language
  /// Whether somebody watches standard error.
  let isWatched: Bool
  private let printed = Mutex<(out: String, err: String)>((out: "", err: ""))

  /// What came of one command.
  struct Outcome {
    let status: Int32
    let out: String
    let err: String

    var json: JSONValue? { try? JSONReader.read(Array(out.utf8)) }
    var lines: [String] {
      out.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }
  }

  /// What a command that still runs has printed.
  var said: String { printed.withLock { $0.out } }

  convenience init(
    _ home: String, seed: UInt64 = 1, network: any Network = NoNetwork(),
    language: Language = .dutch, isWatched: Bool = false
  ) {
    self.init(
      home, TestClock(seed: seed), network: network, language: language, isWatched: isWatched)
  }

  private init(
    _ home: String, _ clock: TestClock, network: any Network, language: Language, isWatched: Bool
  ) {
    self.home = home
    self.isWatched = isWatched
    self.clock = clock
    self.network = network
    self.language = language
  }

  /// The same device on a copy of its home, as `cp -r` makes one.
  func copied(to home: String, seed: UInt64) throws -> TestDevice {
    try FileManager.default.copyItem(atPath: self.home, toPath: home)
    return TestDevice(
      home, TestClock(seed: seed), network: network, language: language, isWatched: isWatched)
  }

  /// The same device, for which the region's address leads elsewhere by now.
  func reaching(_ network: any Network) -> TestDevice {
    TestDevice(home, clock, network: network, language: language, isWatched: isWatched)
  }

  @discardableResult
  func run(
    _ arguments: String..., input: String = "", width: Int = 80
  ) async throws -> Outcome {
    await run(arguments, input: input, width: width)
  }

  @discardableResult
  func run(_ arguments: [String], input: String = "", width: Int = 80) async -> Outcome {
    await run(arguments, in: context(input: input, width: width))
  }

  func run(_ arguments: [String], in context: CommandContext) async -> Outcome {
    printed.withLock { $0 = (out: "", err: "") }
    let status = await CommandRunner.run(["--home", home] + arguments, in: context)
    if status == 0, arguments.count > 2, arguments.starts(with: ["bundle", "export"]) {
      Self.note(bundle: arguments[2], arguments)
    }
    return printed.withLock { Outcome(status: status, out: $0.out, err: $0.err) }
  }

  /// What leaves in a file is said as well.
  private static func note(bundle path: String, _ arguments: [String]) {
    guard let file = FileManager.default.contents(atPath: path) else { return }
    let isAddressed = arguments.contains("--to-region")
    let isSealed = arguments.contains { $0.hasPrefix("--passphrase") }
    let rule = isAddressed ? "addressed-bundle" : isSealed ? "sealed-bundle" : "bundle"
    SeenBodies.note(rule, Array(file.dropFirst(SchakelCore.Bundle.magic.count)))
  }

  func context(input: String = "", width: Int = 80) -> CommandContext {
    let clock = clock
    let unread = Mutex(Array(input.utf8))
    let source = InputSource(bytes: unread.withLock { $0 })
    var context = CommandContext(
      environment: [:],
      output: Output(
        write: { text in self.printed.withLock { $0.out += text } },
        writeError: { text in self.printed.withLock { $0.err += text } }),
      terminal: Terminal(width: width, showsProgress: isWatched), language: language,
      timeZone: TimeZone(identifier: "Europe/Amsterdam") ?? .gmt,
      now: { clock.now() }, random: { clock.random() }, hashing: .crypto,
      sleep: { _ in try await Task.sleep(for: .milliseconds(1)) },
      deviceName: "voorbeeldtoestel", input: { source.next() }, network: network)
    context.watching.gather = 1
    context.watching.look = 5
    context.watching.syncBackoff = Backoff(first: 1, most: 5)
    context.watching.streamBackoff = Backoff(first: 1, most: 5)
    return context
  }
}

/// Standard input of a test: all of it, then nothing.
private final class InputSource: Sendable {
  private let bytes: Mutex<[UInt8]>

  init(bytes: [UInt8]) { self.bytes = Mutex(bytes) }

  func next() -> [UInt8] {
    bytes.withLock { bytes in
      defer { bytes = [] }
      return bytes
    }
  }
}
