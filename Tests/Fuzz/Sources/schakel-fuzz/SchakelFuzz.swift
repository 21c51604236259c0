import CLibFuzzer
import Foundation
import Fuzzing

@main
struct SchakelFuzz {
  static func main() throws {
    switch try Command.plan(CommandLine.arguments) {
    case .done(let code): exit(code)
    case .fuzz(let target, let arguments): exit(Driver.run(target, arguments))
    }
  }
}
