import Benchmarks
import Dispatch
import Foundation

/// The main thread waits for the work of others: one that ends itself for them, as that of an
/// asynchronous `main` does, is more than valgrind can take.
@main
struct SchakelBench {
  static func main() {
    Task.detached {
      do {
        exit(try await Suite.run(Array(CommandLine.arguments.dropFirst())))
      } catch {
        FileHandle.standardError.write(Data("\(error)\n".utf8))
        exit(1)
      }
    }
    DispatchSemaphore(value: 0).wait()
  }
}
