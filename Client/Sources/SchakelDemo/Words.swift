public import SchakelCommand

/// A sentence in both languages.
public struct Words: Hashable, Sendable {
  public let dutch: String
  public let english: String

  public init(_ dutch: String, _ english: String) {
    self.dutch = dutch
    self.english = english
  }

  public func text(in language: Language) -> String {
    switch language {
    case .dutch: dutch
    case .english: english
    }
  }
}
