import Foundation
import SchakelCore
import SchakelStore

/// What a device kept of a region's past, held against an audit file that holds.
///
/// A file can be in order and of another past than the region once showed. Whoever synchronised in the
/// meantime has checkpoints under the region's own signature, and they are in every true log.
struct AuditComparison {
  /// A checkpoint that the file's log does not go through.
  struct Contradiction {
    enum Kind: String {
      /// The log had other entries up to there.
      case changedPast
      /// The log ends before it, and the file was made after it.
      case shortened
    }

    let kind: Kind
    let space: SpaceID
    let checkpoint: LogEntry.Checkpoint
  }

  /// Whether the region with this key is the one in which the device is enrolled.
  var isOwnRegion = false
  /// The checkpoints that the log goes through.
  var same = 0
  /// Those that are later than the file.
  var later = 0
  var contradiction: Contradiction?

  /// Compares with the home that was asked for, or the standard one; nil where there is none, or where
  /// it keeps nothing of this region.
  static func run(
    _ report: AuditReport, _ options: GlobalOptions, in context: CommandContext
  ) throws -> AuditComparison? {
    guard let home = options.home ?? HomeFolder.standard(context.environment),
      FileManager.default.fileExists(atPath: home + "/replica.sqlite")
    else { return nil }
    do {
      return try compare(report, with: Device.open(options, in: context))
    } catch  where options.home == nil {
      // Nobody asked for this home: that it cannot be read must not keep a file from being checked.
      let reason = context.failure(for: error)?.text ?? String(describing: error)
      context.notice(AuditPhrase.notCompared, ["reason": .text(reason)])
      return nil
    }
  }

  private static func compare(
    _ report: AuditReport, with device: Device
  ) throws -> AuditComparison? {
    let credential = try device.credentialIfEnrolled()
    guard let credential, credential.regionKey == report.header.publicKey else { return nil }
    var comparison = AuditComparison(isOwnRegion: true)
    for space in report.spaces {
      for kept in try device.replica.checkpoints(of: space.space.space) {
        comparison.take(kept.checkpoint, of: space.space.space, report)
      }
    }
    return comparison
  }

  private mutating func take(
    _ checkpoint: LogEntry.Checkpoint, of space: SpaceID, _ report: AuditReport
  ) {
    let mark = AuditReport.Mark(position: checkpoint.position, hash: checkpoint.hash)
    let kind: Contradiction.Kind
    switch report.passes(mark, in: space) {
    case true?:
      same += 1
      return
    case false?: kind = .changedPast
    case nil:
      guard checkpoint.time < report.header.time else {
        later += 1
        return
      }
      kind = .shortened
    }
    contradiction =
      contradiction ?? Contradiction(kind: kind, space: space, checkpoint: checkpoint)
  }

  /// What was compared, in words.
  func sentences(in language: Language) -> [String] {
    if same == 0 && later == 0 {
      return contradiction == nil ? [language(AuditPhrase.keptNone)] : []
    }
    var sentences: [String] = []
    if same > 0 { sentences.append(language(AuditPhrase.same, ["count": .count(same)])) }
    if later > 0 { sentences.append(language(AuditPhrase.later, ["count": .count(later)])) }
    return sentences
  }
}
