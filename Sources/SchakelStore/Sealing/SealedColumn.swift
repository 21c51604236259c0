/// A column whose values are sealed where there is a cipher.
///
/// A value is sealed for its place: the associated data are the column's code and the values of the
/// columns that name the row, so that nobody can put the value of another row or column there.
struct SealedColumn: Hashable, Sendable {
  /// Part of what a value is sealed for: given once, and never to another column.
  let code: UInt8
  let table: String
  let name: String
  /// The columns that name a row of the table, and stay as they are while the value does.
  let identity: [String]
  /// Whether the values are text; else they are blobs.
  let isText: Bool
  /// Whether a value that does not open reads as empty, as whoever reads it can do without.
  let isSpare: Bool
  /// Which rows, where it is not all that have a value.
  let rows: String?

  init(
    _ code: UInt8, _ table: String, _ name: String, of identity: String..., isText: Bool = false,
    isSpare: Bool = false, rows: String? = nil
  ) {
    self.code = code
    self.table = table
    self.name = name
    self.identity = identity
    self.isText = isText
    self.isSpare = isSpare
    self.rows = rows
  }
}

// SECURITY.md says why the columns that are not here tell nothing of content; SealedSchemaTests compares.
extension SealedColumn {
  static let changeBytes = Self(1, "changes", "bytes", of: "key")
  static let documentKind = Self(2, "documents", "kind", of: "id", isText: true)
  static let documentArea = Self(3, "documents", "area", of: "id", isText: true)
  static let documentDay = Self(4, "documents", "day", of: "id", isText: true)
  static let documentState = Self(5, "documents", "state", of: "id")
  static let draftKind = Self(6, "drafts", "kind", of: "id", isText: true)
  static let draftFields = Self(7, "drafts", "fields", of: "id")
  static let spaceName = Self(8, "space_rows", "name", of: "id", isText: true)
  static let personName = Self(9, "people", "name", of: "person", isText: true)
  static let trayBytes = Self(10, "tray", "bytes", of: "key")
  static let earlyRun = Self(11, "early_runs", "run", of: "no", isSpare: true)
  static let stoppedRun = Self(
    12, "stopped_runs", "run", of: "stream", "first", "last", isSpare: true)
  static let forkBytes = Self(13, "forks", "bytes", of: "space", "writer", "counter", "link")
  static let pageBytes = Self(14, "history_pages", "bytes", of: "document", "page")
  static let noticeField = Self(
    15, "notices", "field", of: "document", "writer", "counter", "place", isText: true)
  /// The facts that people wrote: the server's address and the device's name.
  static let metaValue = Self(
    16, "meta", "value", of: "key",
    rows: "key IN ('\(Meta.server.rawValue)', '\(Meta.deviceName.rawValue)')")
  static let trayKind = Self(17, "tray", "kind", of: "key", isText: true)

  /// All, in the order of their tables.
  static let all = [
    changeBytes, documentKind, documentArea, documentDay, documentState, draftKind, draftFields,
    spaceName, personName, trayBytes, earlyRun, stoppedRun, forkBytes, pageBytes, noticeField,
    metaValue, trayKind,
  ]
}

extension SealedColumn {
  /// The call that seals a value for a row.
  func sealing(_ value: String, _ row: [String]) -> String {
    call("schakel_sealed", value, row)
  }

  /// The call that opens a row's value.
  func opening(_ value: String, _ row: [String]) -> String {
    let function = isSpare ? "schakel_opened_or_empty" : "schakel_opened"
    return call(isText ? "schakel_opened_text" : function, value, row)
  }

  /// The same, also of a column whose readers can do without: a value that does not open is an error.
  func opening(strictly value: String) -> String { call("schakel_opened", value, identity) }

  /// The call that opens the column's own value, and answers nothing where that does not open.
  var openingOrEmpty: String { call("schakel_opened_or_empty", name, identity) }

  private func call(_ function: String, _ value: String, _ row: [String]) -> String {
    precondition(row.count == identity.count, "\(table).\(name) is named by \(identity)")
    return "\(function)(\(code), \(value), \(row.joined(separator: ", ")))"
  }
}
