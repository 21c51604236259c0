import Dispatch
public import SchakelCore
import Synchronization

extension SignatureCheck {
  /// The place of the first of an audit's signatures that does not hold, or nil. The work is shared
  /// out over all processors.
  public static func firstFalse(in signatures: [AuditSignature]) -> Int? {
    guard signatures.count > 1 else {
      return signatures.firstIndex { !holds($0.signature, over: $0.message, by: $0.key) }
    }
    let first = Mutex<Int?>(nil)
    DispatchQueue.concurrentPerform(iterations: signatures.count) { place in
      let each = signatures[place]
      guard !holds(each.signature, over: each.message, by: each.key) else { return }
      first.withLock { $0 = min($0 ?? place, place) }
    }
    return first.withLock { $0 }
  }
}
