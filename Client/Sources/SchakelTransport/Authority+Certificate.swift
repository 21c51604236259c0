extension Authority {
  /// One certificate of an authority.
  public struct Certificate: Hashable, Sendable {
    /// The certificate itself, DER.
    public let der: [UInt8]
    /// Until when it counts, milliseconds since 1970 (UTC).
    public let end: UInt64
  }
}
