/// One event of a `text/event-stream` (WHATWG HTML §9.2).
public struct ServerSentEvent: Hashable, Sendable {
  /// What a reader that reconnects says it saw last; nil leaves it as it was.
  public var id: String?
  /// The event's type; nil is `message`.
  public var name: String?
  /// The event's text, of any number of lines.
  public var data: String
  /// Milliseconds after which a reader reconnects, from now on.
  public var retry: Int?

  /// An event.
  public init(id: String? = nil, name: String? = nil, data: String, retry: Int? = nil) {
    self.id = id
    self.name = name
    self.data = data
    self.retry = retry
  }

  /// The event on the wire, the empty line that ends it included. What would end a field early
  /// is left out of `id` and `name`; `data` becomes a field per line.
  public var text: String {
    var result = ""
    if let id { result += "id: \(oneLine(id))\n" }
    if let name { result += "event: \(oneLine(name))\n" }
    if let retry { result += "retry: \(max(0, retry))\n" }
    for line in data.split(omittingEmptySubsequences: false, whereSeparator: \.isLineEnd) {
      result += "data: \(line)\n"
    }
    return result + "\n"
  }

  private func oneLine(_ text: String) -> String {
    String(text.filter { !$0.isLineEnd && $0 != "\0" })
  }
}

extension Character {
  /// The line ends of an event stream: CR LF (one character in Swift), LF, CR.
  fileprivate var isLineEnd: Bool { self == "\n" || self == "\r" || self == "\r\n" }
}
