/// Where a weak spot is reported to: addresses as RFC 9116 §2.5.3 wants them, the one that is liked
/// best first, written apart by spaces.
public struct SecurityContact: Equatable, Sendable {
  /// The addresses: `mailto:`, `https:` or `tel:`.
  public let addresses: [String]

  /// The addresses in `text`; nil where it holds none, or something else.
  public init?(_ text: String) {
    addresses = text.split(separator: " ").map(String.init)
    guard !addresses.isEmpty, addresses.allSatisfy(Self.isAddress) else { return nil }
  }

  private static func isAddress(_ text: String) -> Bool {
    let schemes = ["mailto:": "@", "https://": ".", "tel:": "+"]
    let isPlain = text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    return isPlain
      && schemes.contains { scheme, mark in
        text.hasPrefix(scheme) && text.dropFirst(scheme.count).dropLast().contains(mark)
      }
  }
}
