import SchakelCore
import SchakelRegion
import Testing

@testable import SchakelServer

@Suite struct RegionMetricsTests {
  static let space = SpaceID(rawValue: 7)

  @Test("what a region does is counted, and no space is named")
  func events() {
    let registry = MetricRegistry(catalogue: RegionMetrics.catalogue)
    let metrics = RegionMetrics(factory: registry)
    metrics.note(.taken(Self.space, changes: 5, voids: 2, forks: 1))
    metrics.note(.taken(Self.space, changes: 1, voids: 0, forks: 0))
    metrics.note(.committed(writes: 3, duration: .milliseconds(4)))
    metrics.note(.failed(writes: 2))
    metrics.note(.queued(behind: 9))
    metrics.note(.reading(behind: 3))
    metrics.note(.waiting(writes: 4))
    metrics.note(.signed(at: 1_700_000_000_500))
    metrics.note(streams: 6)
    let page = registry.exposition()
    for line in [
      "schakel_changes_total 6", "schakel_voids_total 2", "schakel_forks_total 1",
      "schakel_failed_writes_total 2", "schakel_waiting_writes 4", "schakel_event_streams 6",
      "schakel_checkpoint_timestamp_seconds 1700000000.5",
      "schakel_commit_duration_seconds_count 1", "schakel_commit_duration_seconds_sum 0.004",
      #"schakel_commit_duration_seconds_bucket{le="0.005"} 1"#, "schakel_commit_writes_sum 3",
      #"schakel_writes_ahead_bucket{le="8"} 0"#, #"schakel_writes_ahead_bucket{le="16"} 1"#,
      #"schakel_reads_ahead_bucket{le="2"} 0"#, #"schakel_reads_ahead_bucket{le="4"} 1"#,
    ] {
      #expect(page.contains(line + "\n"), "missing: \(line)\n\(page)")
    }
    #expect(!page.contains(Self.space.text))
  }

  @Test("each figure says what it means, and shows before anything was counted")
  func catalogue() {
    let registry = MetricRegistry(catalogue: RegionMetrics.catalogue)
    _ = RegionMetrics(factory: registry)
    let page = registry.exposition()
    for description in RegionMetrics.catalogue {
      #expect(page.contains("# HELP \(description.name) \(description.help)\n"))
    }
  }

  @Test("a hub tells how many listen, whenever that changes")
  func streams() throws {
    let registry = MetricRegistry()
    let hub = EventHub<String>(
      maximum: 3, onCount: RegionMetrics(factory: registry).note(streams:))
    func shows(_ count: Int) -> Bool {
      registry.exposition().contains("schakel_event_streams \(count)\n")
    }
    let first = try hub.subscribe(to: ["a"])
    let second = try hub.subscribe(to: ["a"])
    #expect(shows(2))
    first.leave()
    #expect(shows(1))
    second.leave()
    #expect(shows(0))
  }
}
