/// The settings of a connection. The defaults are those of a replica on a device.
public struct ConnectionOptions: Sendable {
  /// When SQLite waits for the disk. https://www.sqlite.org/pragma.html#pragma_synchronous
  public enum Synchronous: String, Sendable {
    /// Never: a power cut may damage the file. For measurements and scratch files only.
    case off
    /// At checkpoints: a power cut may lose the last commits, and never damages the file.
    case normal
    /// At every commit: what was committed survives a power cut.
    case full
  }

  /// Where temporary tables and indexes live.
  public enum TemporaryStore: String, Sendable {
    case `default`, file, memory
  }

  /// ``Synchronous/full`` is what lets a commit be called durable.
  public var synchronous = Synchronous.full
  /// Whether foreign keys are enforced.
  public var foreignKeys = false
  /// How long to wait for another connection's lock before `busy` is thrown, in milliseconds.
  public var busyTimeout = 10_000
  /// The `application_id` a file must have, and gets when it is created; nil checks nothing.
  public var applicationID: Int32?
  /// The highest `user_version` understood; a file beyond it is refused. nil checks nothing.
  public var newestVersion: Int32?
  /// The page cache, in KiB.
  public var cacheSize = 8_192
  /// How much of the file is read through a memory map, in bytes; 0 for none.
  public var mapSize = 0
  /// In memory, what is sorted or indexed for a moment never reaches the disk.
  public var temporaryStore = TemporaryStore.memory
  /// Whether deleted content is overwritten with zeros: an erased note is then really gone from
  /// the file. SQLite builds differ in their default, so it is always stated.
  public var secureDelete = true
  /// What seals the values that statements write, where they say so (`SQLText`); nil for none.
  public var cipher: (any ContentCipher)?
  /// Thirty-two bytes, from which a library that encrypts its files makes their keys; nil for files
  /// that are as any other. Refused, before a file is made, by a library that would not use it.
  public var databaseKey: [UInt8]?
  /// After how many pages in the write-ahead log a commit also checkpoints.
  public var checkpointPages = 1_000

  /// The settings of a replica on a device.
  public init() {}
}
