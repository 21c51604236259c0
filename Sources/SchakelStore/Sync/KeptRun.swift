import SchakelCore

/// A run that a bundle brought, kept as it came, with what the region says of its refused changes.
///
/// On disk it is `[run, [void entry]]`: no message, so that it does not grow old with the protocol.
struct KeptRun {
  let run: ChangeRun
  let voids: [LogEntry.Void]

  var encoded: [UInt8] {
    var out = CBORWriter()
    out.arrayHead(2)
    run.encode(to: &out)
    out.arrayHead(voids.count)
    for void in voids { LogEntry.void(void).encode(to: &out) }
    return out.bytes
  }
}

extension KeptRun {
  /// Reads ``encoded``; nil where it is not that, or of another stream.
  init?(encoded bytes: [UInt8], of writer: Writer) {
    do throws(CBORError) {
      var reader = CBORReader(bytes)
      try reader.arrayHead(exactly: 2)
      run = try ChangeRun(from: &reader)
      var voids: [LogEntry.Void] = []
      for _ in 0..<(try reader.arrayHead()) {
        guard case .void(let void) = try LogEntry(from: &reader) else { return nil }
        voids.append(void)
      }
      self.voids = voids
      try reader.finish()
    } catch {
      return nil
    }
    guard run.writer == writer, !run.changes.isEmpty else { return nil }
  }
}

extension KeptRun {
  /// The same without what one of its changes said: the seal covers no more than the digest of that.
  /// nil where the change is not in it, or cannot be read, so that nobody knows where its words are. One of
  /// another document stays as it is.
  func erased(at counter: UInt64, in document: DocumentID, _ hashing: Hashing) -> KeptRun? {
    guard counter >= run.first, counter <= run.last else { return nil }
    var changes = run.changes
    let place = Int(counter - run.first)
    if case .change(let bytes) = RunItem(changes[place]) {
      guard let change = try? Change(encoded: bytes, writer: run.writer) else { return nil }
      guard change.header.document == document else { return self }
      changes[place] = change.erased(hashing).encoded
    }
    return KeptRun(
      run: ChangeRun(writer: run.writer, first: run.first, changes: changes, seal: run.seal),
      voids: voids)
  }
}
