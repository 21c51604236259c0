/// The version of the messages. A server names the versions it speaks; a client that is too old is
/// told to upgrade, and keeps everything it has.
public enum ProtocolVersion {
  /// What this code writes.
  public static let current: UInt64 = 1
  /// The oldest version that this code still speaks.
  public static let minimum: UInt64 = 1
  /// The media type of every message.
  public static let mediaType = "application/vnd.schakel.sync+cbor"
}
