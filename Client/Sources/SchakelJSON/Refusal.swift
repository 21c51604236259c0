import SchakelCore

/// Why a line, or what was typed for a field, was not taken over.
public struct Refusal: Error, Hashable, Sendable {
  /// What is wrong, for programs: an app chooses its own words by it.
  public enum Reason: Error, Hashable, Sendable {
    case json(JSONError)
    case notAnObject
    case noKind
    /// Names are at most ``Limits/nameBytes`` long and not empty, and begin with no dollar sign.
    case badName
    case badID
    case expectedText
    case expectedList
    case expectedFlag
    /// `2024-05-31`, a day that exists.
    case badDate
    case badChoice([String])
    case badArea
    /// An area's code says nothing without the year of its division.
    case noYear
    case badYear
    /// A year was given for areas and no areas.
    case yearAlone
    case badReference
    /// Several lines, where one is meant.
    case lineBreak
    case empty
    /// In bytes.
    case tooLong(limit: Int)
    case tooMany(limit: Int)
    /// A member with a dollar sign does not hold what it should.
    case badEscape
  }

  /// The member of the line, or the field, that it is about.
  public let field: String?
  /// What is wrong.
  public let reason: Reason

  public init(_ reason: Reason, field: String? = nil) {
    self.reason = reason
    self.field = field
  }
}

extension Refusal: CustomStringConvertible {
  public var description: String { (field.map { $0 + ": " } ?? "") + reason.description }
}

extension Refusal.Reason: CustomStringConvertible {
  /// What is wrong and what to do, in English, for developers.
  public var description: String {
    switch self {
    case .json(let error): "not JSON: \(error)"
    case .notAnObject: "a line is one JSON object: {\"kind\": …}"
    case .noKind: "say which kind it is: \"kind\": \"fieldNote\""
    case .badName: "a name has 1 to \(Limits.nameBytes) bytes and begins with no dollar sign"
    case .badID: "an id has thirty-two hexadecimal digits"
    case .expectedText: "put text here"
    case .expectedList: "put a list here: [\"…\", \"…\"]"
    case .expectedFlag: "put true or false here"
    case .badDate: "put a day that exists here: 2024-05-31"
    case .badChoice(let choices): "choose one of \(choices.joined(separator: ", "))"
    case .badArea: "put a CBS code here: GM0344, WK034403 or BU03440312"
    case .noYear: "say of which year the CBS codes are, as a number"
    case .badYear: "put a year here, as a number of four digits"
    case .yearAlone: "there is a year for areas, and no areas"
    case .badReference: "put the id of a document here"
    case .lineBreak: "keep this to one line"
    case .empty: "leave nothing empty"
    case .tooLong(let limit): "keep this under \(limit) bytes"
    case .tooMany(let limit): "put at most \(limit) here"
    case .badEscape: "this does not stand for a value"
    }
  }
}
