import Foundation
import SchakelCommand

/// The command `schakel`. All it does is in `SchakelCommand`.
@main
struct Main {
  static func main() async {
    exit(await CommandRunner.run(Array(CommandLine.arguments.dropFirst()), in: .live()))
  }
}
