extension SyncAnswer.Person {
  func encode(to out: inout CBORWriter) {
    out.arrayHead(3)
    out.identifier(person)
    out.text(name)
    out.unsigned(UInt64(role.rawValue))
  }

  init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: 3)
    person = try reader.identifier()
    name = try reader.text(limit: Limits.reasonBytes)
    role = try reader.choice()
  }
}

extension SyncAnswer.Receipt {
  func encode(to out: inout CBORWriter) {
    out.arrayHead(5)
    out.identifier(epoch)
    out.unsigned(position)
    out.digest(hash)
    out.unsigned(time)
    out.byteString(signature)
  }

  init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: 5)
    epoch = try reader.identifier()
    position = try reader.position()
    hash = try reader.digest()
    time = try reader.milliseconds()
    signature = try reader.byteString(count: Seal.signatureBytes)
  }
}

extension SyncAnswer.Bootstrap {
  /// `[position, hash, streams, states, waiting, token or null]`.
  func encode(to out: inout CBORWriter) {
    out.arrayHead(6)
    out.unsigned(position)
    out.digest(hash)
    StreamTip.encode(streams, to: &out)
    out.array(states) { $0.encode(to: &$1) }
    out.array(waiting) { $0.encode(to: &$1) }
    if let token { out.byteString(token) } else { out.null() }
  }

  init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: 6)
    position = try reader.position()
    hash = try reader.digest()
    streams = try StreamTip.read(&reader)
    states = try reader.array(SyncAnswer.State.init(from:))
    waiting = try reader.array(SyncAnswer.Waiting.init(from:))
    token = try reader.null() ? nil : try reader.byteString()
  }
}

extension SyncAnswer.State {
  /// `[document, state]`, and a flat array of dots and receipts where there are any.
  func encode(to out: inout CBORWriter) {
    out.arrayHead(receipts.isEmpty ? 2 : 3)
    out.document(document)
    out.byteString(state)
    guard !receipts.isEmpty else { return }
    out.arrayHead(receipts.count * 3)
    for receipt in receipts {
      out.writer(receipt.dot.writer)
      out.unsigned(receipt.dot.counter)
      out.unsigned(receipt.milliseconds)
    }
  }

  init(from reader: inout CBORReader) throws(CBORError) {
    let hasReceipts = try reader.arrayHead(2, or: 3)
    let document = try reader.document()
    let state = try reader.byteString()
    var receipts: [(dot: Dot, milliseconds: UInt64)] = []
    if hasReceipts {
      let start = reader.offset
      let count = try reader.groups(of: 3)
      guard count > 0 else { throw CBORError(.notShortest, at: start) }
      for _ in 0..<count {
        receipts.append((dot: try reader.dot(), milliseconds: try reader.milliseconds()))
      }
    }
    self.init(document: document, state: state, receipts: receipts)
  }
}

extension SyncAnswer.Waiting {
  /// `[writer, received, change, link]`.
  func encode(to out: inout CBORWriter) {
    out.arrayHead(4)
    out.writer(writer)
    out.unsigned(received)
    out.encoded(change)
    out.digest(link)
  }

  init(from reader: inout CBORReader) throws(CBORError) {
    try reader.arrayHead(exactly: 4)
    writer = try reader.writer()
    received = try reader.milliseconds()
    change = try reader.encodedItem(limit: Limits.changeBytes)
    link = try reader.digest()
  }
}
