/// An SQLite result code, extended where SQLite gave an extended one.
///
/// Codes above zero are SQLite's (https://www.sqlite.org/rescode.html); codes below zero are this
/// layer's own refusals, for which SQLite has no number. Compare `primary` to ask for a family of
/// codes, the code itself to ask for exactly one, or use the helpers (`isBusy`, `isFull`, ...).
public struct ResultCode: RawRepresentable, Hashable, Sendable {
  /// SQLite's number, or one below zero of this layer.
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
  /// Done, and no refusal.
  public static let ok = ResultCode(rawValue: 0)
  /// A mistake in SQL, or something that SQLite has no better code for.
  public static let error = ResultCode(rawValue: 1)
  /// The right to the file that was asked for could not be had.
  public static let permission = ResultCode(rawValue: 3)
  /// The statement was ended before it was through, as by a rollback.
  public static let abort = ResultCode(rawValue: 4)
  /// Another connection holds the lock.
  public static let busy = ResultCode(rawValue: 5)
  /// A statement of the same connection, or of one that shares its cache, holds the lock.
  public static let locked = ResultCode(rawValue: 6)
  /// Memory could not be had.
  public static let outOfMemory = ResultCode(rawValue: 7)
  /// The file, or the connection, may not be written.
  public static let readOnly = ResultCode(rawValue: 8)
  /// An ``Interrupter`` ended the statement.
  public static let interrupt = ResultCode(rawValue: 9)
  /// The operating system refused to read or write; the extended code says at what.
  public static let ioError = ResultCode(rawValue: 10)
  /// The file is a database, and damaged.
  public static let corrupt = ResultCode(rawValue: 11)
  /// The disk, or the limit set on the file, is full.
  public static let full = ResultCode(rawValue: 13)
  /// The file, or one beside it, cannot be opened.
  public static let cantOpen = ResultCode(rawValue: 14)
  /// The schema changed under a statement more often than SQLite prepares it anew.
  public static let schema = ResultCode(rawValue: 17)
  /// A text or blob is longer than SQLite allows.
  public static let tooBig = ResultCode(rawValue: 18)
  /// A constraint of the table refused the row; the extended code says which kind.
  public static let constraint = ResultCode(rawValue: 19)
  /// A value of another type than the column or the reader takes.
  public static let mismatch = ResultCode(rawValue: 20)
  /// SQLite was called in a way that it forbids.
  public static let misuse = ResultCode(rawValue: 21)
  /// A parameter or a column that the statement does not have.
  public static let range = ResultCode(rawValue: 25)
  /// The file is no SQLite database.
  public static let notADatabase = ResultCode(rawValue: 26)
}

// SQLite's extended codes that a caller may want to tell apart.
extension ResultCode {
  /// Another process is recovering the write-ahead log.
  public static let busyRecovery = ResultCode(rawValue: 5 | 1 << 8)
  /// The transaction reads a state that others have written past, and so cannot write.
  public static let busySnapshot = ResultCode(rawValue: 5 | 2 << 8)
  /// The content of a virtual table, such as the search index, is damaged.
  public static let corruptVirtualTable = ResultCode(rawValue: 11 | 1 << 8)
  /// An index does not have the rows of its table.
  public static let corruptIndex = ResultCode(rawValue: 11 | 3 << 8)
  /// A CHECK refused the row.
  public static let constraintCheck = ResultCode(rawValue: 19 | 1 << 8)
  /// A row that is referred to is not there.
  public static let constraintForeignKey = ResultCode(rawValue: 19 | 3 << 8)
  /// A column that must hold something got NULL.
  public static let constraintNotNull = ResultCode(rawValue: 19 | 5 << 8)
  /// The primary key is there already.
  public static let constraintPrimaryKey = ResultCode(rawValue: 19 | 6 << 8)
  /// A trigger refused, with RAISE.
  public static let constraintTrigger = ResultCode(rawValue: 19 | 7 << 8)
  /// A unique value is there already.
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
  /// The file was opened to be written, and its disk takes no changes any more: the system made it
  /// read-only, as it does after an error.
  public static let readOnlyDisk = ResultCode(rawValue: -4)
}

extension ResultCode {
  /// Another connection holds the lock: waiting and trying again can help.
  public var isBusy: Bool { primary == .busy || primary == .locked }
  /// The disk, or the limit set on the file, is full.
  public var isFull: Bool { primary == .full }

  /// What it means where the system gave this reason. SQLite calls the end of a user's quota, and a
  /// disk that became read-only, a disk that fails, as it does all but the end of the disk itself.
  func given(systemError: Int32) -> ResultCode {
    guard isIOError else { return self }
    if Platform.isQuotaError(systemError) { return .full }
    return Platform.isReadOnlyError(systemError) ? .readOnlyDisk : self
  }
  /// The file, the connection or the disk may not be written.
  public var isReadOnly: Bool {
    primary == .readOnly || primary == .permission || self == .readOnlyDisk
  }
  /// The file is a database, and damaged.
  public var isCorrupt: Bool { primary == .corrupt }
  /// The file is something else than an SQLite database.
  public var isNotADatabase: Bool { primary == .notADatabase }
  /// A constraint of the table refused the row, of whatever kind.
  public var isConstraint: Bool { primary == .constraint }
  /// The operating system refused to read or write.
  public var isIOError: Bool { primary == .ioError }
  /// The file, or one beside it, cannot be opened.
  public var isCantOpen: Bool { primary == .cantOpen }
  /// The statement was told to stop, by an ``Interrupter``.
  public var isInterrupt: Bool { primary == .interrupt }
  /// A mistake in the program that called us, not in the data or the disk.
  public var isMisuse: Bool { primary == .misuse || primary == .range }
}
