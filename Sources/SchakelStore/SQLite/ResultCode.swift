/// An SQLite result code, extended where SQLite gave an extended one.
///
/// Codes above zero are SQLite's (https://www.sqlite.org/rescode.html); codes below zero are this
/// layer's own refusals, for which SQLite has no number. Compare `primary` to ask for a family of
/// codes, the code itself to ask for exactly one, or use the helpers (`isBusy`, `isFull`, ...).
public struct ResultCode: RawRepresentable, Hashable, Sendable {
  public let rawValue: Int32

  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The family: the low eight bits of SQLite's codes, our own codes as they are.
  public var primary: ResultCode {
    rawValue < 0 ? self : ResultCode(rawValue: rawValue & 0xFF)
  }
}

// SQLite's primary codes, as far as anyone can act on them.
extension ResultCode {
  public static let ok = ResultCode(rawValue: 0)
  public static let error = ResultCode(rawValue: 1)
  public static let permission = ResultCode(rawValue: 3)
  public static let abort = ResultCode(rawValue: 4)
  public static let busy = ResultCode(rawValue: 5)
  public static let locked = ResultCode(rawValue: 6)
  public static let outOfMemory = ResultCode(rawValue: 7)
  public static let readOnly = ResultCode(rawValue: 8)
  public static let interrupt = ResultCode(rawValue: 9)
  public static let ioError = ResultCode(rawValue: 10)
  public static let corrupt = ResultCode(rawValue: 11)
  public static let full = ResultCode(rawValue: 13)
  public static let cantOpen = ResultCode(rawValue: 14)
  public static let schema = ResultCode(rawValue: 17)
  public static let tooBig = ResultCode(rawValue: 18)
  public static let constraint = ResultCode(rawValue: 19)
  public static let mismatch = ResultCode(rawValue: 20)
  public static let misuse = ResultCode(rawValue: 21)
  public static let range = ResultCode(rawValue: 25)
  public static let notADatabase = ResultCode(rawValue: 26)
}

// SQLite's extended codes that a caller may want to tell apart.
extension ResultCode {
  public static let busyRecovery = ResultCode(rawValue: 5 | 1 << 8)
  public static let busySnapshot = ResultCode(rawValue: 5 | 2 << 8)
  public static let corruptVirtualTable = ResultCode(rawValue: 11 | 1 << 8)
  public static let corruptIndex = ResultCode(rawValue: 11 | 3 << 8)
  public static let constraintCheck = ResultCode(rawValue: 19 | 1 << 8)
  public static let constraintForeignKey = ResultCode(rawValue: 19 | 3 << 8)
  public static let constraintNotNull = ResultCode(rawValue: 19 | 5 << 8)
  public static let constraintPrimaryKey = ResultCode(rawValue: 19 | 6 << 8)
  public static let constraintTrigger = ResultCode(rawValue: 19 | 7 << 8)
  public static let constraintUnique = ResultCode(rawValue: 19 | 8 << 8)
}

// Our own.
extension ResultCode {
  /// The file is a database of another application (its `application_id` differs).
  public static let otherApplication = ResultCode(rawValue: -1)
  /// The file was written by a newer version of this software (its `user_version` is higher).
  public static let newerVersion = ResultCode(rawValue: -2)
  /// The transaction was rolled back by SQLite earlier; nothing more may be written in it.
  public static let transactionAborted = ResultCode(rawValue: -3)
}

extension ResultCode {
  /// Another connection holds the lock: waiting and trying again can help.
  public var isBusy: Bool { primary == .busy || primary == .locked }
  /// The disk, or the limit set on the file, is full.
  public var isFull: Bool { primary == .full }
  public var isReadOnly: Bool { primary == .readOnly || primary == .permission }
  /// The file is a database, and damaged.
  public var isCorrupt: Bool { primary == .corrupt }
  public var isNotADatabase: Bool { primary == .notADatabase }
  public var isConstraint: Bool { primary == .constraint }
  public var isIOError: Bool { primary == .ioError }
  public var isCantOpen: Bool { primary == .cantOpen }
  public var isInterrupt: Bool { primary == .interrupt }
  /// A mistake in the program that called us, not in the data or the disk.
  public var isMisuse: Bool { primary == .misuse || primary == .range }
}
