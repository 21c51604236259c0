public import SchakelCore

/// A bundle, and what could not go into it.
public struct ExportedBundle: Hashable, Sendable {
  /// What is to be written in a file, encoded.
  public let bundle: Bundle
  /// Streams of which changes that were asked for are not in the bundle, or not all: this device
  /// began from the region's states and never had them, or has no seal over them. Whoever reads the
  /// bundle gets those from the region.
  public let omitted: [Writer]
}
