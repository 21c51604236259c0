public import SchakelCommand

/// A sentence in both languages.
public struct Words: Hashable, Sendable {
  /// The Dutch sentence.
  public let dutch: String
  /// The English one.
  public let english: String

  public init(_ dutch: String, _ english: String) {
    self.dutch = dutch
    self.english = english
  }

  /// The one of the two that is in `language`.
  public func text(in language: Language) -> String {
    switch language {
    case .dutch: dutch
    case .english: english
    }
  }
}
