import Synchronization

/// Time and chance as a transcript has them.
final class TranscriptClock: Sendable {
  private let state = Mutex((time: UInt64(0), drawn: [UInt64](), filler: UInt64(0)))

  func set(_ time: UInt64) { state.withLock { $0.time = time } }

  /// The next numbers of sixty-four bits that are drawn.
  func draw(_ numbers: UInt64...) { state.withLock { $0.drawn += numbers } }

  var now: UInt64 { state.withLock { $0.time } }

  /// Whether everything was drawn that was to be.
  var isSpent: Bool { state.withLock { $0.drawn.isEmpty } }

  /// What was to be drawn, and after that what no transcript shows.
  func random() -> UInt64 {
    state.withLock { $0.drawn.isEmpty ? nil : $0.drawn.removeFirst() } ?? filler()
  }

  private func filler() -> UInt64 {
    state.withLock { state in
      state.filler += 1
      return state.filler
    }
  }

  /// Only names have eight bytes; codes and tokens, which no transcript shows, have more.
  func randomBytes(_ count: Int) -> [UInt8] {
    let number = count == 8 ? random() : filler()
    return (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(max(0, 56 - $0 * 8))) }
  }
}
