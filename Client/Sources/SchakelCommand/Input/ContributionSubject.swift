import SchakelCore

/// A kind as a type, so that its commands can be written once.
protocol ContributionSubject: Sendable {
  static var kind: Kind { get }
  /// The word that names the kind on the command line.
  static var command: String { get }
}

enum NoteSubject: ContributionSubject {
  static let kind = Kind.fieldNote
  static let command = "note"
}

enum StorySubject: ContributionSubject {
  static let kind = Kind.successStory
  static let command = "story"
}

enum ProfileSubject: ContributionSubject {
  static let kind = Kind.connectorProfile
  static let command = "profile"
}
