/// Lets tasks wait until a test says go.
package final class Latch: Sendable {
  private let stream = AsyncStream<Never>.makeStream()
  package let arrivals = Recorder<Int>()

  package init() {}

  package func open() { stream.continuation.finish() }

  package func wait() async {
    arrivals.add(1)
    for await _ in stream.stream {}
  }

  /// Waits whether or not its task is cancelled, as work on a disk does.
  package func hold() async {
    await Task { await wait() }.value
  }
}
