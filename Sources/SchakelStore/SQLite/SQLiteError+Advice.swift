extension SQLiteError {
  /// One sentence or two: what to do next, and whether anything was lost.
  public var advice: String {
    switch code {
    case .otherApplication:
      return "Choose another file; this one was left untouched."
    case .newerVersion:
      return "Upgrade this software; the file was left untouched."
    case .transactionAborted:
      return "Leave the transaction and run it again; nothing of it was written."
    case .busySnapshot:
      return "Begin the transaction as immediate and run it again; nothing was written."
    case .readOnlyDisk:
      return "Look at the system's log, mend the disk and try again; the last commit is safe."
    default:
      return familyAdvice
    }
  }

  private var familyAdvice: String {
    switch code.primary {
    case .full: "Free space and try again; what was committed before is safe."
    case .busy, .locked: "Another process is writing: try again in a moment; nothing was lost."
    case .readOnly, .permission: "Give this user the right to write the file and its folder."
    case .cantOpen: "Check that the folder exists and that this user may write in it."
    case .ioError: "Check the disk and its log, then try again; the last commit is safe."
    case .corrupt:
      "Copy the file and its -wal away before anything else, then restore a backup or recover it."
    case .notADatabase: "Choose another file; this one was left untouched."
    case .constraint: "The row breaks a rule of its table; it was not written."
    case .interrupt: "It was interrupted on request; run it again when convenient."
    case .outOfMemory: "Free memory and try again; what was committed before is safe."
    case .tooBig: "Split the value; it is larger than SQLite allows."
    case .mismatch: "The row is not what this version writes: check the whole file."
    default: "This is a mistake in the program: report it with this message."
    }
  }
}
