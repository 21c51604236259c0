/// Which of some backups are kept: of each of the last so many days and weeks that have any, the last one;
/// and always the newest. Days and weeks are counted in UTC, and a week begins on Monday.
struct BackupPolicy {
  let daily: Int
  let weekly: Int

  private static let daySeconds: UInt64 = 86_400

  /// Of backups made at these times, in seconds since 1970, those that stay.
  func kept(of times: [UInt64]) -> Set<UInt64> {
    let sorted = times.sorted(by: >)
    return Set(sorted.prefix(1))
      .union(lasts(of: sorted, daily) { $0 / Self.daySeconds })
      // 1970-01-01 was a Thursday.
      .union(lasts(of: sorted, weekly) { ($0 / Self.daySeconds + 3) / 7 })
  }

  /// The last of each of the last `count` parts, of times in falling order.
  private func lasts(
    of times: [UInt64], _ count: Int, part: (UInt64) -> UInt64
  ) -> [UInt64] {
    var lasts: [UInt64] = []
    for time in times where lasts.last.map(part) != part(time) {
      guard lasts.count < count else { break }
      lasts.append(time)
    }
    return lasts
  }
}
