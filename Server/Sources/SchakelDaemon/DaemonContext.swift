public import Foundation
public import Metrics
import SchakelServer
public import UnixSignals

/// All that a command has of the world around it, in one place, so that a test can give it
/// another world.
public struct DaemonContext: Sendable {
  /// Writes a line to standard output.
  public var print: @Sendable (String) -> Void
  /// Writes text as it is to standard error.
  public var printError: @Sendable (String) -> Void
  /// The environment's variables.
  public var environment: [String: String]
  /// Milliseconds since 1970.
  public var now: @Sendable () -> Int64
  /// The bytes of a file; nil when there is none. Throws when it cannot be read.
  public var readFile: @Sendable (String) throws -> [UInt8]?
  /// Reads a file of any size, a piece at a time. Throws when there is none, or it cannot be read.
  public var readPieces: @Sendable (String, ([UInt8]) throws -> Void) throws -> Void
  /// Removes a file, should it be there.
  public var removeFile: @Sendable (String) -> Void
  /// Whether there is a folder at a path.
  public var isFolder: @Sendable (String) -> Bool
  /// The names in a folder, in no order. Throws when it cannot be read.
  public var names: @Sendable (String) throws -> [String]
  /// The bytes of the file at a path; nil when there is none.
  public var fileSize: @Sendable (String) -> UInt64?
  /// Makes a folder that only its owner may enter; leaves one that is there.
  public var makeFolder: @Sendable (String) throws -> Void
  /// Makes an empty file that only its owner may read; leaves one that is there.
  public var makePrivateFile: @Sendable (String) throws -> Void
  /// Begins a file that its owner alone may read, and that comes into being whole. Throws where there
  /// is one of that name.
  public var newFile: @Sendable (String) throws -> NewFile
  /// As many bytes as asked for, from a source fit for secrets.
  public var randomBytes: @Sendable (Int) -> [UInt8]
  /// The bytes left on the disk that holds a path; nil where the system does not say.
  public var freeBytes: @Sendable (String) -> UInt64?
  /// Makes a registry the one that the metrics of all libraries go to; called once in a process.
  public var adoptMetrics: @Sendable (any MetricsFactory) -> Void
  /// The signals that end a serving process.
  public var signals: [UnixSignal]
  /// The cells of a line of the terminal; nil where standard output is none, and lines are as long
  /// as they need to be.
  public var columns: Int?
  /// In which people are told the time.
  public var timeZone: TimeZone
  /// Who runs the command, as the system names them.
  public var user: String
  /// Keeps a line of the record of commands. Throws where it cannot.
  public var record: @Sendable (String) throws -> Void
  /// What the command that runs says of itself.
  var trail = CommandTrail()

  /// A world made of these parts.
  public init(
    print: @escaping @Sendable (String) -> Void,
    printError: @escaping @Sendable (String) -> Void,
    environment: [String: String],
    now: @escaping @Sendable () -> Int64,
    readFile: @escaping @Sendable (String) throws -> [UInt8]?,
    readPieces: @escaping @Sendable (String, ([UInt8]) throws -> Void) throws -> Void,
    removeFile: @escaping @Sendable (String) -> Void,
    isFolder: @escaping @Sendable (String) -> Bool,
    fileSize: @escaping @Sendable (String) -> UInt64?,
    makeFolder: @escaping @Sendable (String) throws -> Void,
    makePrivateFile: @escaping @Sendable (String) throws -> Void,
    newFile: @escaping @Sendable (String) throws -> NewFile,
    randomBytes: @escaping @Sendable (Int) -> [UInt8],
    freeBytes: @escaping @Sendable (String) -> UInt64?,
    adoptMetrics: @escaping @Sendable (any MetricsFactory) -> Void,
    signals: [UnixSignal], columns: Int? = nil, timeZone: TimeZone = .gmt,
    names: @escaping @Sendable (String) throws -> [String] = { _ in [] },
    user: String = "unknown", record: @escaping @Sendable (String) throws -> Void = { _ in }
  ) {
    self.print = print
    self.printError = printError
    self.environment = environment
    self.now = now
    self.readFile = readFile
    self.readPieces = readPieces
    self.removeFile = removeFile
    self.isFolder = isFolder
    self.names = names
    self.fileSize = fileSize
    self.makeFolder = makeFolder
    self.makePrivateFile = makePrivateFile
    self.newFile = newFile
    self.randomBytes = randomBytes
    self.freeBytes = freeBytes
    self.adoptMetrics = adoptMetrics
    self.signals = signals
    self.columns = columns
    self.timeZone = timeZone
    self.user = user
    self.record = record
  }
}

extension DaemonContext {
  /// What people are spoken to in.
  var language: Language { Language(environment: environment) }

  /// Milliseconds since 1970.
  var time: UInt64 { UInt64(max(0, now())) }

  /// Whether there is a file at a path.
  func isFile(_ path: String) -> Bool { fileSize(path) != nil }

  /// Writes one JSON document.
  func print(_ json: JSON) { print(json.text(indented: true)) }
}
