/// What a server does on one connection, step by step.
struct Script: Sendable, ExpressibleByArrayLiteral {
  enum Step: Sendable {
    /// Takes in one whole request, or what its head begins with when nobody sends more.
    case read
    /// Takes in a request's head and none of its body.
    case readHead
    case send(String)
    case sendBytes([UInt8])
    /// The text piece by piece, with a pause after each; again and again.
    case drip(String, milliseconds: Int)
    /// Does nothing until the client hangs up.
    case hang
    /// Begins with the first step again, for the next request on this connection.
    case again
    /// Breaks the connection where it stands, instead of ending it in good order.
    case breakOff
  }

  let steps: [Step]

  init(arrayLiteral steps: Step...) { self.steps = steps }
  init(_ steps: [Step]) { self.steps = steps }

  var breaksOff: Bool {
    if case .breakOff = steps.last { true } else { false }
  }

  /// Takes in a request, sends this answer, and ends the connection.
  static func answer(_ text: String) -> Script { [.read, .send(text)] }
}

extension String {
  /// An HTTP answer with a length.
  static func http(
    _ status: String, _ headers: [String] = [], type: String? = nil, body: String = ""
  ) -> String {
    let fields =
      headers + (type.map { ["Content-Type: \($0)"] } ?? [])
      + ["Content-Length: \(body.utf8.count)"]
    return "HTTP/1.1 \(status)\r\n" + fields.map { $0 + "\r\n" }.joined() + "\r\n" + body
  }

  /// A problem as the region describes it.
  static func problem(_ status: String, _ headers: [String] = [], _ json: String = "{}") -> String {
    http(status, headers, type: "application/problem+json", body: json)
  }
}
