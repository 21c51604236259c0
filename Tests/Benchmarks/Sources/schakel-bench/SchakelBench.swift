import AppCryptography
import Benchmarks

/// Everything, with an app's cryptography.
@main
struct SchakelBench {
  static func main() { Suite.main(with: .app) }
}
