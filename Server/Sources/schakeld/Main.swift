import SchakelDaemon

/// The program. All it does is in SchakelDaemon, where tests can reach it.
@main
struct Main {
  static func main() async {
    await Daemon.exit(with: Daemon.run(Array(CommandLine.arguments.dropFirst())))
  }
}
