import Benchmarks

/// What is counted, and the contest at its smallest: built in a minute, since no cryptography has to
/// be built with it.
@main
struct SchakelCount {
  static func main() { Suite.main(with: .standIn) }
}
