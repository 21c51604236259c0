/// A QR code (ISO/IEC 18004:2015, Model 2) of some bytes, to be photographed from a screen.
///
/// ```swift
/// let code = QRCode(Array("https://region.example".utf8))
/// code?.lines(inColour: true).forEach { print($0) }
/// ```
///
/// Byte mode alone, and error correction level M, which mends 15 of 100: a screen is seldom damaged,
/// and a smaller code is read from further off. The version is the smallest that holds the bytes, the
/// mask the one of the eight with the least penalty (§7.8.3). It does no other modes, no levels, no
/// structured append and no reading.
public struct QRCode: Equatable, Sendable {
  /// Modules on a side, without the quiet zone.
  public let size: Int
  private let modules: [Bool]

  /// The code of these bytes; nil where they are more than the largest holds, 2331.
  public init?(_ bytes: [UInt8]) {
    guard let version = Version.smallest(for: bytes.count) else { return nil }
    let best = (0..<Mask.count).map { Symbol(bytes, version, mask: $0) }
      .min { $0.penalty < $1.penalty }
    guard let best else { return nil }
    self.init(best)
  }

  /// The code of these bytes in a version and with a mask of the caller's choice, which must hold them.
  init(_ bytes: [UInt8], version: Int, mask: Int) {
    self.init(Symbol(bytes, Version(version), mask: mask))
  }

  private init(_ symbol: Symbol) {
    size = symbol.size
    modules = symbol.modules
  }

  /// Whether the module in a column and a row, counted from the upper left corner, is dark. Outside of
  /// the code, in the quiet zone, all are light.
  public subscript(x: Int, y: Int) -> Bool {
    guard (0..<size).contains(x), (0..<size).contains(y) else { return false }
    return modules[y * size + x]
  }
}
