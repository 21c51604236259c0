public import SchakelCore

/// A fork that is kept: what a device sealed under dots that another history of its own has too.
public struct ForkRecord: Sendable {
  /// Its row in the store.
  public let row: Int64
  /// Whose stream it is.
  public let writer: Writer
  /// An encoded `ChangeRun`.
  public let run: [UInt8]

  public init(row: Int64, writer: Writer, run: [UInt8]) {
    self.row = row
    self.writer = writer
    self.run = run
  }
}
