import Benchmarks
import Foundation

@main
struct SchakelBench {
  static func main() async throws {
    exit(try await Suite.run(Array(CommandLine.arguments.dropFirst())))
  }
}
