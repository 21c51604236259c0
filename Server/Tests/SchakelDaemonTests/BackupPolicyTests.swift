import Testing

@testable import SchakelDaemon

/// Which backups stay, and what their files are called.
@Suite struct BackupPolicyTests {
  /// 2026-03-02T09:30:00Z, a Monday.
  private static let monday: UInt64 = 1_772_443_800
  private static let day: UInt64 = 86_400

  /// How many days before Monday the backups are that stay, of one made every `hours` for `days` days.
  private static func kept(_ policy: BackupPolicy, days: UInt64, every hours: UInt64) -> [UInt64] {
    let times = stride(from: UInt64(0), to: days * 24, by: Int(hours)).map { monday - $0 * 3_600 }
    return policy.kept(of: times.shuffled()).map { (monday - $0) / day }.sorted()
  }

  @Test("of each of the last days and weeks the last one stays, and always the newest")
  func parts() {
    let policy = BackupPolicy(daily: 3, weekly: 3)
    #expect(Self.kept(policy, days: 30, every: 24) == [0, 1, 2, 8])
    // Yesterday was Sunday, the last day of the week before.
    #expect(Self.kept(BackupPolicy(daily: 1, weekly: 4), days: 40, every: 24) == [0, 1, 8, 15])
    #expect(Self.kept(policy, days: 30, every: 6).count == 4)
    #expect(Self.kept(BackupPolicy(daily: 1, weekly: 1), days: 30, every: 1) == [0])
    #expect(policy.kept(of: []).isEmpty)
  }

  @Test(
    "days and weeks without a backup count for nothing: after a silence the old ones are still there"
  )
  func silence() {
    let old = (1...10).map { Self.monday - 400 * Self.day - UInt64($0) * Self.day }
    let kept = BackupPolicy(daily: 3, weekly: 2).kept(of: old + [Self.monday])
    #expect(kept.contains(Self.monday) && kept.count >= 3)
  }

  @Test("a name says which region and when, and no other file has one")
  func names() throws {
    let name = BackupName(.database, region: "1a2b3c4d", milliseconds: Self.monday * 1_000 + 999)
    #expect(name.text == "region-1a2b3c4d-20260302T093000Z.sqlite")
    #expect(BackupName(name.text) == name)
    for time in [UInt64(0), 951_782_400, 1_709_164_800, 4_102_444_799] {
      let name = BackupName(.ledger, region: "00000000", milliseconds: time * 1_000)
      #expect(BackupName(name.text)?.time == time, "\(name.text)")
    }
    for other in [
      "region.sqlite", "region-1a2b3c4d-20260302T093000Z.sqlite.part",
      "region-1a2b3c4d-20260302T093000Z.sqlite-wal", "region-1a2b3c4d-20260230T093000Z.sqlite",
      "region-1a2b3c4d-2026-03-02.sqlite", "region-1a2b3c4d-20260302T093000Z", "notes.sqlite",
      "region-1a2b3c4d-20260302T253000Z.sqlite", "x-1a2b3c4d-20260302T093000Z.sqlite",
    ] {
      #expect(BackupName(other) == nil, "\(other)")
    }
  }
}
