public import SchakelCore

// The words of records in JSON, which never change.
extension ConflictRecord.Severity {
  /// As JSON, queries and commands have it.
  public var word: String { self == .conflict ? "conflict" : "parallel-edit" }

  init?(word: String) {
    switch word {
    case "conflict": self = .conflict
    case "parallel-edit": self = .parallelEdit
    default: return nil
    }
  }
}

extension ConflictRecord.Event.Kind {
  var word: String {
    switch self {
    case .found: "found"
    case .joined: "joined"
    case .settled: "settled"
    case .reopened: "reopened"
    case .erased: "erased"
    }
  }
}

extension ChangeHeader.Purpose {
  /// As JSON has it.
  public var word: String {
    switch self {
    case .edit: "edit"
    case .resolution: "resolution"
    case .undo: "undo"
    case .release: "release"
    case .recovery: "recovery"
    }
  }
}

extension Operation.Kind {
  /// As JSON has it.
  public var word: String {
    switch self {
    case .set: "set"
    case .add: "add"
    case .remove: "remove"
    case .delete: "delete"
    case .restore: "restore"
    }
  }
}

extension Policy {
  var word: String {
    switch self {
    case .latest: "latest"
    case .keepAll: "keep-all"
    case .text: "text"
    case .union: "union"
    case .strictest: "strictest"
    case .perPerson: "per-person"
    }
  }
}
