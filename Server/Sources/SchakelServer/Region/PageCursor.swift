import SchakelCore

/// A cursor as integrators hand it back: forty-eight hexadecimal digits, of which they need to know
/// nothing.
struct PageCursor {
  let cursor: Cursor

  init(_ cursor: Cursor) { self.cursor = cursor }

  init?(text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 48 else { return nil }
    let parts = stride(from: 0, to: 48, by: 16).map {
      EpochID(text: String(decoding: digits[$0..<$0 + 16], as: UTF8.self))
    }
    guard let epoch = parts[0], let position = parts[1], let mark = parts[2] else { return nil }
    cursor = Cursor(epoch: epoch, position: position.rawValue, mark: mark.rawValue)
  }

  var text: String {
    [cursor.epoch.rawValue, cursor.position, cursor.mark]
      .map { EpochID(rawValue: $0).text }.joined()
  }
}
