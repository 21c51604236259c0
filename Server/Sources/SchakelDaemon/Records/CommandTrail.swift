import Synchronization

/// What a command says of itself while it runs, for its line in the record of commands. Contexts are
/// copied; this is the one part of them that is shared.
final class CommandTrail: Sendable {
  private struct State {
    var isDue = false
    var object = "region"
  }

  private let state = Mutex(State())

  /// Whether a region was meant: help, and what makes no sense, is not recorded.
  var isDue: Bool { state.withLock(\.isDue) }

  /// What it was done to: an id, or the region as a whole. Never a name.
  var object: String { state.withLock(\.object) }

  /// The command is about the region in a folder.
  func concernsRegion() { state.withLock { $0.isDue = true } }

  /// The command is about this in particular: a kind and an id.
  func concerns(_ object: String) { state.withLock { $0.object = object } }
}
