import SchakelCore

/// The lives of one device's database that the region has met, in the order in which it met them: who of
/// them goes on, and who awaits a yes.
struct Lives {
  let records: [IncarnationRecord]

  func record(of writer: Writer) -> IncarnationRecord? {
    records.first { $0.writer == writer }
  }

  /// Whether a life is one of which nothing is taken before somebody agreed: not the first, and not
  /// admitted.
  func awaitsYes(_ writer: Writer) -> Bool {
    guard let record = record(of: writer) else { return !records.isEmpty }
    return record.status == .waiting
  }

  /// What to write down of a life that was not met before.
  ///
  /// - Parameter changes: how many it has written, as far as is known.
  func met(_ writer: Writer, changes: UInt64, at time: UInt64) -> IncarnationRecord {
    let last = records.last?.writer.incarnation
    return IncarnationRecord(
      writer: writer, status: last == nil ? .admitted : .waiting, previous: last, seen: time,
      changes: last == nil ? 0 : changes)
  }

  var waiting: Int { records.count { $0.status == .waiting } }
}
