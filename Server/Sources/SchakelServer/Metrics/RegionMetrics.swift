public import Metrics
public import SchakelRegion

/// The metrics of a region: what it takes in, how long that lasts, and who listens. They tell how
/// much and never whose: no space, person or device is a label.
///
/// ```swift
/// let metrics = RegionMetrics(factory: registry)
/// let service = try await RegionService(…, meter: metrics.note)
/// ```
public struct RegionMetrics: Sendable {
  private let changes, voids, forks, failures, backupFailures: Counter
  private let commitTime: Timer
  private let commitWrites, writesAhead, readsAhead: Recorder
  private let waiting, streams, signed, conflicts, free, backup, ledgerCopy: Meter

  /// Metrics that are kept by `factory`.
  public init(factory: any MetricsFactory) {
    func counter(_ name: String) -> Counter { Counter(label: name, factory: factory) }
    func meter(_ name: String) -> Meter { Meter(label: name, factory: factory) }
    changes = counter(Self.changesName)
    voids = counter(Self.voidsName)
    forks = counter(Self.forksName)
    failures = counter(Self.failuresName)
    commitTime = Timer(label: Self.commitTimeName, factory: factory)
    commitWrites = Recorder(label: Self.commitWritesName, factory: factory)
    writesAhead = Recorder(label: Self.writesAheadName, factory: factory)
    readsAhead = Recorder(label: Self.readsAheadName, factory: factory)
    waiting = meter(Self.waitingName)
    streams = meter(Self.streamsName)
    signed = meter(Self.signedName)
    conflicts = meter(Self.conflictsName)
    free = meter(Self.freeName)
    backup = meter(Self.backupName)
    ledgerCopy = meter(Self.ledgerCopyName)
    backupFailures = counter(Self.backupFailuresName)
  }

  /// Counts what a region or its store did. O(1), on any thread.
  @Sendable public func note(_ event: RegionEvent) {
    switch event {
    case .taken(_, let changes, let voids, let forks):
      self.changes.increment(by: changes)
      self.voids.increment(by: voids)
      self.forks.increment(by: forks)
    case .committed(let writes, let duration):
      commitTime.record(duration: duration)
      commitWrites.record(writes)
    case .failed(let writes): failures.increment(by: writes)
    case .waiting(let writes): waiting.set(writes)
    case .queued(let ahead):
      waiting.set(ahead + 1)
      writesAhead.record(ahead)
    case .reading(let ahead): readsAhead.record(ahead)
    case .signed(let time): signed.set(Double(time) / 1_000)
    }
  }

  /// So many bytes are left on the disk that holds the region.
  @Sendable public func note(freeBytes: UInt64) { free.set(Double(freeBytes)) }

  /// A backup was made at a time, in milliseconds since 1970; nil where that failed.
  public func noteBackup(at time: UInt64?) { note(time, on: backup) }

  /// A copy of the ledger was made; nil where that failed.
  public func noteLedgerCopy(at time: UInt64?) { note(time, on: ledgerCopy) }

  private func note(_ time: UInt64?, on meter: Meter) {
    if let time { meter.set(Double(time) / 1_000) } else { backupFailures.increment() }
  }

  /// So many event streams are open.
  @Sendable func note(streams count: Int) { streams.set(count) }

  /// So many conflicts await a person.
  @Sendable func note(openConflicts count: UInt64) { conflicts.set(Double(count)) }

  private static let changesName = "schakel_changes_total"
  private static let voidsName = "schakel_voids_total"
  private static let forksName = "schakel_forks_total"
  private static let failuresName = "schakel_failed_writes_total"
  private static let commitTimeName = "schakel_commit_duration_seconds"
  private static let commitWritesName = "schakel_commit_writes"
  private static let writesAheadName = "schakel_writes_ahead"
  private static let readsAheadName = "schakel_reads_ahead"
  private static let waitingName = "schakel_waiting_writes"
  private static let streamsName = "schakel_event_streams"
  private static let conflictsName = "schakel_open_conflicts"
  private static let freeName = "schakel_disk_free_bytes"
  private static let backupName = "schakel_backup_timestamp_seconds"
  private static let ledgerCopyName = "schakel_ledger_copy_timestamp_seconds"
  private static let backupFailuresName = "schakel_backup_failures_total"
  private static let signedName = "schakel_checkpoint_timestamp_seconds"

  /// What they mean, for ``MetricRegistry``.
  public static let catalogue = [
    MetricDescription(name: changesName, help: "Changes taken in, applied or waiting."),
    MetricDescription(name: voidsName, help: "Changes refused on the record."),
    MetricDescription(name: forksName, help: "Forks kept: a device was copied or put back."),
    MetricDescription(name: failuresName, help: "Writes that were not kept."),
    MetricDescription(name: commitTimeName, help: "Time of a commit, the disk included."),
    MetricDescription(
      name: commitWritesName, help: "Writes that shared a commit.",
      buckets: [1, 2, 4, 8, 16, 32, 64, 128]),
    MetricDescription(
      name: writesAheadName, help: "Writes that were in the line before one that came.",
      buckets: [0, 1, 2, 4, 8, 16, 32, 64, 128]),
    MetricDescription(
      name: readsAheadName,
      help: "Reads of others that began while one waited whose reader had no other.",
      buckets: [0, 1, 2, 4, 8, 16, 32, 64, 128]),
    MetricDescription(name: waitingName, help: "Writes that wait for the one under way."),
    MetricDescription(name: streamsName, help: "Event streams that are open."),
    MetricDescription(name: conflictsName, help: "Conflicts that await a person."),
    MetricDescription(
      name: freeName, help: "Bytes left on the disk that holds the region; 0 where none can tell."),
    MetricDescription(
      name: backupName,
      help: "When this server last made a backup by itself, in seconds since 1970; 0 before that."),
    MetricDescription(
      name: ledgerCopyName,
      help: "When it last copied the ledger, in seconds since 1970; 0 before that."),
    MetricDescription(
      name: backupFailuresName, help: "Backups and copies of the ledger that could not be made."),
    MetricDescription(
      name: signedName,
      help: "When all logs last ended in a checkpoint, in seconds since 1970; 0 before that."),
  ]
}
