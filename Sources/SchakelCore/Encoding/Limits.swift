/// Every bound of the format in one place. A message beyond one of them is refused before anything
/// is allocated for it; Protocol/spec/encoding.md lists the same numbers.
public enum Limits {
  /// The greatest counter, 2^40 - 1: a writer that makes a thousand changes a second gets there in
  /// thirty-five years.
  public static let counter: UInt64 = (1 << 40) - 1
  /// The greatest position in a log: as for counters.
  public static let position: UInt64 = (1 << 40) - 1
  /// The greatest time of the region, in milliseconds since 1970: what a hybrid time can hold, and
  /// what every language's numbers can.
  public static let milliseconds: UInt64 = (1 << 48) - 1
  /// The first key of a map, and the first tag of a log entry, that a reader which does not know it
  /// passes over.
  public static let firstIgnorableKey: UInt64 = 32
  /// How many arrays and maps may lie around an item within one value.
  public static let depth = 16
  /// The bytes of one change, header and payload together.
  public static let changeBytes = 1 << 20
  /// The bytes of one value.
  public static let valueBytes = 512 << 10
  /// The bytes of a field's or a kind's name.
  public static let nameBytes = 64
  /// The operations of one change.
  public static let operations = 256
  /// The values that one operation brings.
  public static let valuesPerOperation = 4_096
  /// The place of the last of them, counting from 0.
  static let lastValueIndex = valuesPerOperation - 1
  /// The dots that one operation replaces.
  public static let replacesPerOperation = 16_384
  /// The writers in one vector.
  public static let vectorEntries = 1 << 20
  /// The bytes of a reason, a rule's name or a person's name.
  public static let reasonBytes = 4_096
  /// The salt that makes a payload's digest unguessable once the payload is gone.
  public static let saltBytes = 16
  /// The elements for which room is made before the first of them has been read: a count that
  /// lies must not cost more memory than the bytes that came with it.
  static let reservedElements = 1_024
  /// The spaces in one message.
  public static let spacesPerMessage = 256
  /// The changes, entries or states in one message.
  public static let itemsPerMessage = 1 << 20
}
