/// Where the bytes of a ledger lie: a file (`LedgerFile`), or, under test, one on a disk that fails.
package protocol LedgerStorage: Sendable {
  /// The bytes there are; 0 where there is no file.
  func size() -> Int

  /// All of it; nil where there is no file.
  func read() throws(RegionError) -> [UInt8]?

  /// Writes at a place and cuts off what lies behind; it is on the disk when this returns.
  func write(_ bytes: [UInt8], at start: Int) throws(RegionError)

  /// Puts other bytes in the place of all, whole or not at all; they are on the disk when this returns.
  func replace(with bytes: [UInt8]) throws(RegionError)

  /// Puts bytes beside it, for somebody to look at.
  func keepAside(_ bytes: [UInt8]) throws(RegionError)

  /// What is there is on the disk when this returns, whoever wrote it.
  func flush() throws(RegionError)
}
