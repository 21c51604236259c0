import SchakelCore

/// First receipts as a document's row holds them: a flat array of writer, counter, milliseconds;
/// no bytes at all for none.
enum ReceiptList {
  typealias Entry = (dot: Dot, milliseconds: UInt64)

  static func encode(_ receipts: [Entry]) -> [UInt8] {
    guard !receipts.isEmpty else { return [] }
    var out = CBORWriter()
    out.arrayHead(receipts.count * 3)
    for receipt in receipts {
      out.writer(receipt.dot.writer)
      out.unsigned(receipt.dot.counter)
      out.unsigned(receipt.milliseconds)
    }
    return out.bytes
  }

  static func decode(_ bytes: [UInt8]) throws(CBORError) -> [Entry] {
    guard !bytes.isEmpty else { return [] }
    var reader = CBORReader(bytes)
    let count = try reader.arrayHead()
    var receipts: [Entry] = []
    for _ in 0..<count / 3 {
      receipts.append((dot: try reader.dot(), milliseconds: try reader.unsigned()))
    }
    try reader.finish()
    return receipts
  }
}

extension Receipts {
  init(encoded entries: [ReceiptList.Entry]) {
    self.init()
    for entry in entries { record(entry.dot, entry.milliseconds) }
  }
}
