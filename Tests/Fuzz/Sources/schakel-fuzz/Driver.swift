import CLibFuzzer
import Foundation
import Fuzzing
import Synchronization

/// libFuzzer calls a C function, which can hold nothing: the target lies here.
enum Driver {
  private static let target = Mutex<FuzzTarget?>(nil)

  static func run(_ chosen: FuzzTarget, _ arguments: [String]) -> Int32 {
    target.withLock { $0 = chosen }
    // unsafe: the copies live until the process ends, which is when libFuzzer returns.
    var pointers = unsafe arguments.map { unsafe strdup($0) }
    let code = unsafe schakel_fuzz_drive(Int32(arguments.count), &pointers) { start, count in
      // unsafe: libFuzzer lends the bytes for the call.
      Driver.body(unsafe Array(UnsafeBufferPointer(start: start, count: count)))
    }
    guard code >= 0 else {
      print("This program was built without libFuzzer; make fuzz builds it with.")
      return 2
    }
    return code
  }

  /// A broken law ends the process: libFuzzer then keeps the input.
  private static func body(_ bytes: [UInt8]) -> Int32 {
    guard let target = target.withLock({ $0 }) else { return 0 }
    do {
      _ = try target.run(bytes)
    } catch {
      fatalError("\(target.name): \(error)")
    }
    return 0
  }
}
