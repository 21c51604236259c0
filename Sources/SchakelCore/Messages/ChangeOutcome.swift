/// What the region says of a pushed change. A change of which it says nothing, up to the stream's
/// acknowledged counter, was accepted.
public enum ChangeOutcome: Hashable, Sendable {
  /// It is kept in the log and applies once these have come. Whoever has them hands them in.
  case waiting(for: [Dot])
  /// It was refused on the record.
  case void(VoidReason)
  /// The region has another change under this dot. It keeps both and merges neither.
  case fork

  func encode(dot: Dot, to out: inout CBORWriter) {
    switch self {
    case .waiting(let dots):
      head(1, dot, items: 4, to: &out)
      out.dots(dots)
    case .void(let reason):
      head(2, dot, items: 4, to: &out)
      out.unsigned(UInt64(reason.rawValue))
    case .fork: head(3, dot, items: 3, to: &out)
    }
  }

  private func head(_ code: UInt64, _ dot: Dot, items: Int, to out: inout CBORWriter) {
    out.arrayHead(items)
    out.unsigned(code)
    out.writer(dot.writer)
    out.unsigned(dot.counter)
  }

  static func read(
    _ reader: inout CBORReader
  ) throws(CBORError) -> (dot: Dot, outcome: ChangeOutcome) {
    let start = reader.offset
    let items = try reader.arrayHead()
    let code = try reader.unsigned()
    let dot = try reader.dot()
    switch (code, items) {
    case (1, 4): return (dot: dot, outcome: .waiting(for: try reader.dots()))
    case (2, 4):
      return (dot: dot, outcome: .void(try reader.choice()))
    case (3, 3): return (dot: dot, outcome: .fork)
    default: throw CBORError(.unsupported, at: start)
    }
  }
}
