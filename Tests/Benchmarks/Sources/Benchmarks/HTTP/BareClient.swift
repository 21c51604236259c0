import Foundation
import SchakelCore

/// A connection that looks at nothing of an answer but its status and where it ends: what the usual client
/// does for its user would take the processors of the server beside it.
final class BareClient {
  private let head: String
  private let descriptor: Int32
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)

  /// - Parameter address: as ``Daemon/address`` is, of this machine.
  init(to address: String, token: String?) throws {
    guard let port = URL(string: address)?.port, let number = UInt16(exactly: port) else {
      throw Unexpected("no port in \(address)")
    }
    var head = "POST /v1/sync HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n"
    head += "Content-Type: \(ProtocolVersion.mediaType)\r\n"
    if let token { head += "Authorization: Bearer \(token)\r\n" }
    self.head = head
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = number.bigEndian
    place.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    // unsafe: the address is read during the call.
    let result = unsafe withUnsafePointer(to: &place) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Unexpected("nobody listens at \(address)") }
  }

  deinit { close(descriptor) }

  /// Sends requests one after another over one connection, from a thread of its own. Throws unless all
  /// were answered, and none refused.
  static func send(
    _ requests: [[UInt8]], to address: String, token: String?
  ) async throws {
    try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
      Thread.detachNewThread {
        done.resume(
          with: Result {
            let client = try BareClient(to: address, token: token)
            for request in requests {
              let status = client.sync(request)
              guard status == 200 else { throw Unexpected("the status was \(status ?? 0)") }
            }
          })
      }
    }
  }

  /// Asks for a synchronisation. Answers the status; nil where the connection ended.
  func sync(_ body: [UInt8]) -> Int? {
    guard send(Array("\(head)Content-Length: \(body.count)\r\n\r\n".utf8) + body)
    else { return nil }
    var head: [UInt8] = []
    while true {
      guard let count = receive() else { return nil }
      head += buffer[..<count]
      guard let end = Self.endOfHead(head) else { continue }
      let text = String(decoding: head[..<end], as: UTF8.self)
      let words = text.split(separator: " ")
      guard words.count > 1, let status = Int(words[1]) else { return nil }
      return skipBody(text.lowercased(), Array(head[end...])) ? status : nil
    }
  }

  /// Reads what is left of an answer's body.
  private func skipBody(_ head: String, _ begun: [UInt8]) -> Bool {
    if let field = head.range(of: "content-length:") {
      let value = head[field.upperBound...].prefix { $0 != "\r\n" && $0 != "\r" }
      guard var left = Int(value.trimmingCharacters(in: .whitespaces)) else { return false }
      left -= begun.count
      while left > 0 {
        guard let count = receive() else { return false }
        left -= count
      }
      return true
    }
    // In chunks, of which the last is empty.
    let end = Array("\r\n0\r\n\r\n".utf8)
    var last = Array((Array("\r\n".utf8) + begun).suffix(end.count))
    while last != end {
      guard let count = receive() else { return false }
      last = Array((last + buffer[..<count]).suffix(end.count))
    }
    return true
  }

  private func send(_ request: [UInt8]) -> Bool {
    var sent = 0
    while sent < request.count {
      // unsafe: the bytes are read during the call.
      let count = unsafe request.withUnsafeBytes { bytes in
        unsafe Foundation.send(
          descriptor, bytes.baseAddress?.advanced(by: sent), bytes.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// How many bytes came; nil where there are no more.
  private func receive() -> Int? {
    // unsafe: the call writes no more than the buffer takes.
    let count = unsafe buffer.withUnsafeMutableBytes { bytes in
      unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
    }
    return count > 0 ? count : nil
  }

  private static func endOfHead(_ bytes: [UInt8]) -> Int? {
    let end = Array("\r\n\r\n".utf8)
    guard bytes.count >= end.count else { return nil }
    return (end.count...bytes.count).first { bytes[($0 - end.count)..<$0].elementsEqual(end) }
  }
}
