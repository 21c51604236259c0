import RegionTesting
import SchakelCore
import SchakelDaemon
import SchakelQR
import Testing

/// The invitation as people hand it on: a line, and a code for a camera.
@Suite(.timeLimit(.minutes(10))) struct InviteTests {
  /// Invites somebody, on a terminal of so many columns.
  private static func invited(_ columns: Int?, _ options: String...) async throws -> Bench.Outcome {
    let bench = try Bench()
    await bench.run("init", "--data", "DATA")
    let list = await bench.run("space", "list", "--data", "DATA", "--json").output
    let space = try #require(list.firstMatch(of: /[0-9a-f]{16}/)).output
    let arguments = [
      "invite", "--data", "DATA", "--space", String(space), "--role", "contributor", "--person",
      "w1",
      "--server", "https://region.example",
    ]
    return await bench.run(arguments + options) { $0.columns = columns }
  }

  private static func lines(_ outcome: Bench.Outcome) -> [String] {
    outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test("a script gets one line, and nothing else")
  func script() async throws {
    for outcome in [try await Self.invited(nil), try await Self.invited(nil, "--no-qr")] {
      #expect(outcome.status == .done && outcome.errors.isEmpty)
      #expect(Self.lines(outcome).count == 1)
      _ = try Invitation(text: outcome.output)
    }
    #expect(Self.lines(try await Self.invited(80, "--no-qr")).count == 1)
  }

  @Test("on a terminal a code of that line follows, black on white, as wide as it is said to be")
  func terminal() async throws {
    let lines = Self.lines(try await Self.invited(120))
    let code = try #require(QRCode(Array(lines[0].utf8)))
    #expect(Array(lines.dropFirst(2)) == code.lines(inColour: true) && lines[1].isEmpty)
    #expect(code.columns <= 80)
    let narrow = try await Self.invited(code.columns - 1)
    #expect(Self.lines(narrow).count == 1)
    #expect(narrow.errors == "For a QR code the window must be \(code.columns) columns wide.\n")
    #expect(Self.lines(try await Self.invited(code.columns)).count == lines.count)
  }

  @Test("a file gets it where it is asked for, in black")
  func file() async throws {
    let lines = Self.lines(try await Self.invited(nil, "--qr"))
    let code = try #require(QRCode(Array(lines[0].utf8)))
    #expect(Array(lines.dropFirst(2)) == code.lines(inColour: false))
  }
}
