import SchakelRegion
import SchakelStore

extension TestDevice {
  /// Closes the database and copies its files to a folder of their own.
  public func closeAndCopy() throws -> String {
    try replica.close()
    let copy = scratchFolder()
    try copyFiles(from: replica.home, to: copy)
    return copy
  }

  /// Closes the database, writes an older copy over its files in place, and opens what is there then.
  public func putBack(from copy: String) throws -> TestDevice {
    try replica.close()
    try overwriteFiles(in: replica.home, from: copy)
    return try reopened()
  }
}

extension TestRegion {
  /// Closes the database and copies its files to a folder of their own.
  public func closeAndCopy() throws -> String {
    try service.close()
    let copy = scratchFolder()
    try copyFiles(from: folder, to: copy)
    return copy
  }
}
