import SchakelTesting

/// What a step of a drawn history may be.
enum Happening: UInt64, CaseIterable {
  // Work.
  case create, edit, delete, settle, undo, release, draft, shareDraft
  // Talk, by the region and by hand.
  case sync, bundle, fillStick, readStick, fetchHistory, overlap, pry
  // Weather.
  case loseAnswer, cutAnswer, network, away, clock
  // Accidents of machines.
  case fault, stop, stopRegion, reopen
  // Accidents of people: old copies, forged changes, and who may do what.
  case putBack, copy, restore, copyRegion, restoreRegion, forge, role, welcome
  // What people decide for good, in the histories that have that (`Decisions`).
  case erase, revoke, leave
  // Other ways to the region, in the same: a bundle as a file, requests that come late or twice.
  case carryIn, keepRequest, lateRequest
  // A device that goes on twice, and answers that do not come for a while, in later histories.
  case clone, silence

  /// How often, where nothing else is drawn.
  private var weight: UInt64 {
    switch self {
    case .create: 12
    case .edit: 20
    case .sync: 14
    case .fault: 10
    case .readStick, .fillStick, .keepRequest, .lateRequest: 4
    case .delete, .settle, .undo, .bundle, .overlap, .loseAnswer, .cutAnswer, .stop, .stopRegion: 3
    case .erase, .carryIn: 3
    case .network, .clock, .draft, .shareDraft, .fetchHistory, .reopen, .forge, .role: 2
    case .revoke, .leave, .silence: 2
    case .away, .release, .pry, .putBack, .copy, .restore, .copyRegion, .restoreRegion, .welcome,
      .clone:
      1
    }
  }

  /// Whether no history does without.
  private var isStaple: Bool { [.create, .edit, .sync].contains(self) }

  /// Whether it happens in the histories alone in which people decide things for good. What the others
  /// draw is what it was before there were such.
  private var isDecided: Bool { rawValue >= Happening.erase.rawValue && !isLate }

  /// Whether it happens in later histories alone, for the same reason.
  private var isLate: Bool { rawValue >= Happening.clone.rawValue }

  /// From this seed on.
  private static let lateSeed: UInt64 = 30_000

  /// How often each happens in one history: some not at all there, some often. A history with
  /// everything in it at once would hide what only comes of much of one thing (A. Groce and others,
  /// "Swarm Testing", 2012).
  ///
  /// - Parameter decides: whether people decide things for good in it.
  static func swarm(
    _ random: inout SeededRandom, seed: UInt64, decides: Bool
  ) -> [(happening: Happening, weight: UInt64)] {
    let all = allCases.filter {
      (decides || !$0.isDecided) && (seed >= lateSeed || !$0.isLate)
    }
    return all.map { happening in
      let factor: UInt64 = happening.isStaple ? 2 : [0, 0, 1, 2, 5][Int(random.below(5))]
      return (happening, happening.weight * factor)
    }
  }
}
