import Synchronization

/// Work whose instructions and allocations are counted under valgrind, where wall-clock time would be
/// noise: `.ci/instructions` holds them against `Tests/Benchmarks/Counts/thresholds.tsv`.
///
/// Valgrind counts what the program itself does, not the kernel and not the waiting; the same build
/// does the same number of instructions on a busy machine. It is told where to begin and to end by
/// the names of two functions, ``countingBegins()`` and ``countingEnds()``.
public struct HotPath: Sendable {
  public let name: String
  /// What one operation is.
  let unit: String
  /// Makes ready and warms up, which is not counted.
  private let prepare: @Sendable (Bench) async throws -> Work

  /// What is counted.
  struct Work {
    let operations: Int
    let run: () async throws -> Void

    init(_ operations: Int, _ run: @escaping () async throws -> Void) {
      self.operations = operations
      self.run = run
    }
  }

  init(
    _ name: String, each unit: String,
    _ prepare: @escaping @Sendable (Bench) async throws -> Work
  ) {
    self.name = name
    self.unit = unit
    self.prepare = prepare
  }

  /// Does the work once. How many operations it was.
  public func count(_ bench: Bench) async throws -> Int {
    let work = try await prepare(bench)
    // What is made ready is put away after the count.
    defer { withExtendedLifetime(work) {} }
    countingBegins()
    try await work.run()
    countingEnds()
    return work.operations
  }

  public static let all: [HotPath] =
    [yardstick] + local + searching + core + wide + sync

  /// How much is done at this scale; in debug just enough to see that it works.
  static func many(_ bench: Bench, _ count: Int) -> Int {
    bench.scale.pick(smoke: min(count, 4), quick: count, full: count)
  }
}

/// Something to do in each of the two marks, so that the optimiser leaves both where they are.
private let marks = Atomic<Int>(0)

/// Valgrind sets its counts to zero when this is entered. Found by its name: a global function, in a
/// module with another name, is spelled out in its symbol.
@inline(never)
func countingBegins() { marks.add(1, ordering: .relaxed) }

/// Valgrind writes its counts down when this is entered.
@inline(never)
func countingEnds() { marks.subtract(1, ordering: .relaxed) }
