import NIOCore

/// Whether the other end takes what is written to it. Asked at intervals while bytes are
/// pending: fewer must be pending each time, by the slowest pace that is borne with.
struct OutputState {
  private let interval: TimeAmount
  private let step: Int
  private var watch: (start: NIODeadline, pending: Int)?

  init(limits: Limits) {
    interval = TimeAmount(limits.stallTime)
    let seconds = max(1, limits.stallTime.components.seconds)
    step = max(1, limits.bytesPerSecond * Int(seconds))
  }

  /// When ``isStalled(pending:at:)`` is to be asked next.
  var deadline: NIODeadline? { watch.map { $0.start + interval } }

  /// Bytes are pending that the system would not take at once.
  mutating func blocked(pending: Int, at now: NIODeadline) {
    if watch == nil { watch = (now, pending) }
  }

  /// All that was pending has been taken, or so much that writing goes on.
  mutating func flowing() {
    watch = nil
  }

  /// Whether too little was taken since the last time this was asked; begins the next interval.
  mutating func isStalled(pending: Int, at now: NIODeadline) -> Bool {
    guard let watch, watch.start + interval <= now else { return false }
    guard pending <= watch.pending - min(step, watch.pending) else { return true }
    self.watch = pending == 0 ? nil : (now, pending)
    return false
  }
}
