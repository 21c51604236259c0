import SchakelCore
import SchakelServer
import SchakelStore
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
      diskBytes: 4_096, backups: [:],
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

  @Test("changes that wait, and a disk that is nearly full, need attention, in both languages")
  func attention() {
    func report(free: UInt64?) -> StatusReport {
      StatusReport(
        status: RegionStatus(
          name: "Noord", epoch: EpochID(rawValue: 1), created: Self.since, spaces: [], devices: [],
          diskBytes: 4_096, backups: [:],
          warnings: [.waiting(Self.space, count: 1), .waiting(Self.space, count: 12)]),
        fingerprints: [:], freeBytes: free, now: Self.since)
    }
    let low = report(free: StatusReport.littleRoom - 1)
    #expect(
      Array(low.lines(.english).suffix(5)) == [
        "", "Needs attention",
        "  c3a609f67b2f19ab: 1 change waiting for others that no device has handed in yet.",
        "  c3a609f67b2f19ab: 12 changes waiting for others that no device has handed in yet.",
        "  The disk is nearly full: make room before devices are refused.",
      ])
    #expect(
      Array(low.lines(.dutch).suffix(5)) == [
        "", "Vraagt aandacht",
        "  c3a609f67b2f19ab: 1 wijziging in afwachting van andere, die nog op een apparaat staan.",
        "  c3a609f67b2f19ab: 12 wijzigingen in afwachting van andere, die nog op een apparaat staan.",
        "  De schijf is bijna vol: maak ruimte, anders worden apparaten geweigerd.",
      ])
    let waiting = #"{"code":"waiting","space":"c3a609f67b2f19ab","count":12}"#
    #expect(low.json.text(indented: false).contains(waiting + #",{"code":"low-disk"}]"#))
    for free in [StatusReport.littleRoom, nil] {
      #expect(!report(free: free).json.text(indented: false).contains("low-disk"))
      #expect(!report(free: free).lines(.english).joined().contains("nearly full"))
    }
  }

  @Test("what a check of the whole database found is said before what needs attention")
  func checked() {
    var report = Self.report
    report.check = .sound
    #expect(
      report.lines(.english).contains("The whole database was checked: it is sound."))
    #expect(report.json.text(indented: false).contains(#""check":{"sound":true,"findings":[]}"#))
    report.check = .damaged(["page 3 is never used"])
    #expect(report.lines(.dutch).contains("De hele database is nagekeken: ze is beschadigd."))
    let found = #""check":{"sound":false,"findings":["page 3 is never used"]}"#
    #expect(report.json.text(indented: false).contains(found))
  }

  @Test("when the last backup was, and that one failed or is late, stands there in both languages")
  func backups() {
    let (now, hour) = (Self.since, UInt64(3_600_000))
    func report(_ warnings: [RegionStatus.Warning]) -> StatusReport {
      let made = BackupRecord(attempted: now, done: now - 3 * hour, next: now, problem: nil)
      return StatusReport(
        status: RegionStatus(
          name: "Noord", epoch: EpochID(rawValue: 1), created: now, spaces: [], devices: [],
          diskBytes: 4_096, backups: [.database: made], warnings: warnings),
        fingerprints: [:], freeBytes: nil, now: now)
    }
    let fine = report([])
    #expect(
      fine.lines(.english).suffix(2) == ["Last backup: 3 hours ago", "Nothing needs attention."])
    #expect(fine.lines(.dutch).suffix(2).first == "Laatste reservekopie: 3 uur geleden")
    let failing = report([
      .backupFailed(.database, since: now - 3 * hour, problem: "there is no room for it."),
      .backupLate(.ledger, since: nil),
    ])
    #expect(
      failing.lines(.english).suffix(2) == [
        "  The backup could not be made: there is no room for it. The last good one was made 3 hours ago.",
        "  The copy of the ledger should have been made by now: does the server run? There is none yet.",
      ])
    #expect(
      failing.lines(.dutch).last
        == "  De kopie van het grootboek had er al moeten zijn: draait de server? Er is er nog geen."
    )
  }

  @Test("names are cut to the terminal, and fingerprints are not")
  func width() {
    let space = RegionStatus.Space(
      id: Self.space, name: String(repeating: "wijk ", count: 30), members: 2, documents: 3,
      changes: 4, head: Cursor(epoch: EpochID(rawValue: 1), position: 5, mark: 0), digest: 6,
      voids: 0, forks: 0, waiting: 0, openConflicts: 7, checkpointed: Self.since - 7_200_000)
    let print = Hashing.portable.sha256([])
    let report = StatusReport(
      status: RegionStatus(
        name: "Noord", epoch: EpochID(rawValue: 1), created: Self.since, spaces: [space],
        devices: [], diskBytes: 0, backups: [:], warnings: []),
      fingerprints: [Self.space: print], freeBytes: nil, now: Self.since)
    let lines = report.lines(.english, width: 110)
    let row = lines.first { $0.hasSuffix("4 changes  7 open conflicts  signed 2 hours ago") }
    #expect(row.map(CellWidth.of) == 110)
    #expect(row?.contains("wijk wijk wijk wi…  2 people") == true, "\(row ?? "")")
    #expect(lines.contains("  c3a609f67b2f19ab  " + print.text))
    #expect(report.lines(.english).contains { $0.count > 150 })
  }
}
