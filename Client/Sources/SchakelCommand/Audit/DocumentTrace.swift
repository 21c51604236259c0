import SchakelCore

/// The changes of one document in the order in which they had their effect, and who knew of which.
struct DocumentTrace {
  /// A change, and when the region got it.
  struct Step {
    let change: Change
    let received: UInt64
    let position: UInt64
    var dot: Dot { change.dot }
  }

  private(set) var steps: [Step] = []

  mutating func take(_ change: Change, received: UInt64, position: UInt64) {
    steps.append(Step(change: change, received: received, position: position))
  }

  /// What the region refused after all has no effect.
  mutating func refuse(_ dot: Dot) { steps.removeAll { $0.dot == dot } }

  /// Brings the changes into the order of their effects: one that waits comes after the last of what
  /// its writer had seen (Protocol/spec/audit.md, "What meets").
  mutating func finish() {
    var waiting: [Step] = []
    var ordered: [Step] = []
    var seen = VersionVector()
    // What is in no step, since it was refused or is missing, is nothing to wait for.
    func isReady(_ step: Step) -> Bool {
      step.change.header.context.entries.allSatisfy { entry in
        seen.covers(entry.dot)
          || !steps.contains {
            $0.dot.writer == entry.writer && $0.dot.counter <= entry.counter
              && $0.dot.counter > seen.counter(of: entry.writer)
          }
      }
    }
    for step in steps {
      waiting.append(step)
      while let ready = waiting.firstIndex(where: isReady) {
        let step = waiting.remove(at: ready)
        seen.record(step.dot, check: 0)
        ordered.append(step)
      }
    }
    steps = ordered + waiting
  }

  func step(_ dot: Dot) -> Step? { steps.first { $0.dot == dot } }

  /// For each of some steps, in order, the places of those that its writer knew of directly: seen, and
  /// seen by no other of these that was seen too (the transitive reduction of the contexts).
  static func directKnowledge(_ steps: [Step]) -> [[Int]] {
    steps.indices.map { place in
      let context = steps[place].change.header.context
      let seen = steps.indices.filter { $0 != place && context.covers(steps[$0].dot) }
      return seen.filter { known in
        !seen.contains {
          $0 != known && steps[$0].change.header.context.covers(steps[known].dot)
        }
      }
    }
  }
}
