import Dispatch
import Foundation

/// Ctrl-C and its like: what was started is stopped before the process ends.
enum Interruption {
  static func watch(_ stop: @escaping @Sendable () -> Void) -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        stop()
        // The shell's convention for a process that a signal ended.
        exit(128 + number)
      }
      source.resume()
      return source
    }
  }
}
