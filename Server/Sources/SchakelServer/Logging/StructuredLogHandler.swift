public import Logging

/// Writes log lines as JSON or text: time and level first, then action, object, result, origin
/// and actor where they are known, then the message and what else the line carries, in order
/// of its names.
///
/// ```text
/// {"time":"2026-03-01T09:30:00.250Z","level":"info","action":"GET","object":"/livez",…}
/// 2026-03-01T09:30:00.250Z info  request action=GET object=/livez …
/// ```
///
/// A line is always one line: control characters in values are escaped, so nobody can forge a
/// second one. Where it goes is the sink's business, and so is the clock.
public struct StructuredLogHandler: LogHandler {
  /// Takes one whole line, line feed included, and writes it at once or not at all.
  public typealias Sink = @Sendable (String) -> Void

  public var metadata: Logger.Metadata = [:]
  public var metadataProvider: Logger.MetadataProvider?
  public var logLevel: Logger.Level

  private let format: LogFormat
  private let now: @Sendable () -> Int64
  private let sink: Sink

  /// - Parameters:
  ///   - level: the least that is written.
  ///   - now: milliseconds since 1970.
  ///   - sink: takes the lines.
  public init(
    format: LogFormat, level: Logger.Level, now: @escaping @Sendable () -> Int64,
    sink: @escaping Sink
  ) {
    self.format = format
    self.now = now
    self.sink = sink
    logLevel = level
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var all = metadata
    if let provided = metadataProvider?.get() { all.merge(provided) { $1 } }
    if let own = event.metadata { all.merge(own) { $1 } }
    if let error = event.error { all["error"] = "\(error)" }
    if let request = all.removeValue(forKey: LogKey.frameworkRequest) {
      all[LogKey.request] = request
    }
    let line = LogLine(
      time: UTCTime(millisecondsSince1970: now()).rfc3339, level: event.level,
      message: event.message.description, metadata: all)
    sink(format == .json ? line.json : line.text)
  }
}
