import EdgeTesting
import Testing

@testable import SchakelDaemon

@Suite(.timeLimit(.minutes(10))) struct CommandLineTests {
  @Test("help is no error, and goes to standard output")
  func help() async {
    let world = World()
    #expect(await world.run("--help") == .done)
    #expect(world.said.contains("USAGE: schakeld <subcommand>") && world.complained.isEmpty)
    #expect(await world.run("serve", "--help") == .done)
    #expect(world.said.contains("--insecure-behind-proxy"))
  }

  @Test("so is the version")
  func version() async {
    let world = World()
    #expect(await world.run("--version") == .done)
    #expect(world.said == Schakeld.version && world.complained.isEmpty)
  }

  @Test(
    "a command line that cannot be understood is exit code 2",
    arguments: [
      ["frobnicate"], ["serve", "--frob"], ["serve"], ["serve", "--data", "/data", "--limit", "x"],
    ])
  func usage(arguments: [String]) async {
    let world = World()
    #expect(await Daemon.run(arguments, in: world.context) == .usage)
    #expect(world.complained.contains("Usage:") && world.said.isEmpty)
  }

  @Test("what cannot be done is exit code 1, with the reason and what to do")
  func refused() async {
    let world = World()
    #expect(await world.run("serve", "--data", "/nowhere") == .refused)
    #expect(
      world.complained == "Error: There is no folder at /nowhere. Make a region in it with: "
        + "schakeld init --data /nowhere\n")
  }

  @Test("settings are refused wherever they come from")
  func settings() async {
    var world = World()
    #expect(await world.run("serve", "--data", "/data", "--listen", "0.0.0.0:1") == .refused)
    #expect(world.complained.contains("--insecure-behind-proxy"))
    world = World()
    world.environment = ["SCHAKELD_DATA": "/data", "SCHAKELD_LOG_FORMAT": "xml"]
    #expect(await world.run("serve") == .refused)
    #expect(world.complained.contains("SCHAKELD_LOG_FORMAT"))
    world = World()
    world.files = ["/data/schakeld.json": #"{"limits": {"requests": 0}}"#]
    #expect(await world.run("serve", "--data", "/data") == .refused)
    #expect(world.complained.contains("limits.requests"))
    world = World()
    #expect(await world.run("serve", "--data", "/data", "--config", "/x.json") == .refused)
    #expect(world.complained.contains("/x.json"))
    world = World()
    #expect(await world.run("serve", "--data", "/data", "--limit", "frobs=1") == .refused)
    #expect(world.complained.contains("frobs"))
  }
}
