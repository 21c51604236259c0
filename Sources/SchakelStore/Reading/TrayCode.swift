import SchakelCore

/// Why a row is in the tray, as it is stored.
enum TrayCode: Hashable {
  /// No refusal by the region, but a dot that was given out twice.
  case givenOutTwice
  /// The region refused it.
  case refused(VoidReason)
  /// It was not handed in when its person left the space. -> ``letGo``, or back into its stream
  case left
  /// The same, and its writer has shared it elsewhere or thrown it away: its words are gone, and the rest
  /// stays for the chain, should its person come back.
  case letGo

  private static let leftNumber: Int64 = 1 << 8
  private static let letGoNumber: Int64 = 1 << 8 | 1

  init(_ reason: VoidReason?) {
    self = reason.map { .refused($0) } ?? .givenOutTwice
  }

  /// Reads ``rawValue``; what a later version wrote reads as ``givenOutTwice``.
  init(rawValue: Int64) {
    switch rawValue {
    case Self.leftNumber: self = .left
    case Self.letGoNumber: self = .letGo
    default: self.init(UInt8(exactly: rawValue).flatMap(VoidReason.init(rawValue:)))
    }
  }

  var rawValue: Int64 {
    switch self {
    case .givenOutTwice: 0
    case .refused(let reason): Int64(reason.rawValue)
    case .left: Self.leftNumber
    case .letGo: Self.letGoNumber
    }
  }

  /// Whether it has to do with a space that was left.
  var isOfLeaving: Bool { self == .left || self == .letGo }
}
