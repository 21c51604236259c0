import SchakelCore
import SchakelServer
import Testing

@testable import SchakelDaemon
@testable import SchakelRegion

@Suite struct StatusReportTests {
  private static let space = SpaceID(rawValue: 0xc3a6_09f6_7b2f_19ab)
  /// The second of February 2026, 09:30.
  private static let since: UInt64 = 1_770_024_600_000

  private static let report = StatusReport(
    status: RegionStatus(
      name: "Noord", epoch: EpochID(rawValue: 1), created: since, spaces: [], devices: [],
      diskBytes: 4_096,
      warnings: [.forks(space, count: 1, since: since), .voids(space, count: 2, since: since)]),
    fingerprints: [:], freeBytes: nil, now: since)

  @Test("a warning of what was refused says since when it counts, in both languages")
  func since() {
    let english = Self.report.lines(.english).suffix(2)
    #expect(
      Array(english) == [
        "  c3a609f67b2f19ab: 1 change since 2026-02-02 of a device that was copied or put back; "
          + "nothing is lost.",
        "  c3a609f67b2f19ab: 2 changes refused since 2026-02-02; the writers still have the content.",
      ])
    let dutch = Self.report.lines(.dutch).suffix(2)
    #expect(
      Array(dutch) == [
        "  c3a609f67b2f19ab: 1 wijziging sinds 2026-02-02 van een apparaat dat gekopieerd of "
          + "teruggezet is; niets is weg.",
        "  c3a609f67b2f19ab: 2 wijzigingen geweigerd sinds 2026-02-02; de schrijvers hebben de "
          + "inhoud nog.",
      ])
    let json = Self.report.json.text(indented: false)
    #expect(json.contains(#""code":"voids","space":"c3a609f67b2f19ab","count":2,"#))
    #expect(json.contains(#""since":"2026-02-02T09:30:00.000Z""#))
  }
}
