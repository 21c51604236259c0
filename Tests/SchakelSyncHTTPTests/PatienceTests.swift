import SchakelCore
import SchakelSync
import Testing

@testable import SchakelSyncHTTP

/// Limits so short that they are reached, in tests of what never ends by itself.
@Suite("Nothing is waited for without a limit")
struct PatienceTests {
  private static let head = "HTTP/1.1 200 OK\r\nContent-Type: \(ProtocolVersion.mediaType)\r\n"

  @Test("a server that takes the request and says nothing is given up")
  func silent() async throws {
    let server = RawServer([.read, .hang])
    defer { server.stop() }
    let failure = try await failure(at: server, limits: .patient(silence: 300))
    #expect(failure?.code == .timedOut)
    #expect(failure?.isPassing == true)
  }

  @Test("a server that stops within the head or the body is given up", arguments: ["", "\r\nab"])
  func halfway(_ rest: String) async throws {
    let start = Self.head + "Content-Length: 9\r\n" + rest
    let server = RawServer([.read, .send(start), .hang])
    defer { server.stop() }
    let failure = try await failure(at: server, limits: .patient(silence: 300))
    #expect(failure?.code == .timedOut, "\(failure?.message ?? "no failure")")
  }

  @Test("a server that never takes the connection's first byte is given up")
  func connecting() async throws {
    let server = RawServer([.hang])
    defer { server.stop() }
    // The request leaves all the same, as the system takes it: silence counts from there.
    let limits = HTTPLimits.patient(connect: 300, silence: 300)
    #expect(try await failure(at: server, limits: limits)?.code == .timedOut)
  }

  @Test("an answer that drips for ever ends at the limit of the whole")
  func dripping() async throws {
    let start = Self.head + "Content-Length: 1000000\r\n\r\n"
    let server = RawServer([.read, .send(start), .drip("x", milliseconds: 20)])
    defer { server.stop() }
    #expect(try await failure(at: server, limits: .patient(total: 500))?.code == .timedOut)
  }

  @Test("a description that never ends costs its limit and no more")
  func description() async throws {
    let start =
      "HTTP/1.1 503 Busy\r\nContent-Type: application/problem+json\r\nRetry-After: 3\r\n\r\n"
    let server = RawServer([.read, .send(start), .drip("[", milliseconds: 20)])
    defer { server.stop() }
    let failure = try await failure(at: server, limits: .patient(total: 500))
    #expect(failure?.code == .busy)
    #expect(failure?.retryAfter == 3_000)
  }

  @Test("an answer is read up to its limit, announced or not", arguments: [true, false])
  func tooLarge(_ isAnnounced: Bool) async throws {
    var limits = HTTPLimits.patient()
    limits.answerBytes = 1_000
    let length = isAnnounced ? "Content-Length: 1001\r\n" : ""
    let body = String(repeating: "x", count: 1_001)
    let server = RawServer([.read, .send(Self.head + length + "\r\n" + body), .hang])
    defer { server.stop() }
    let failure = try await failure(at: server, limits: limits)
    #expect(failure?.code == .notSchakel)
    #expect(failure?.message.contains("larger") == true)
  }

  @Test("an answer of exactly its limit is taken")
  func largest() async throws {
    var limits = HTTPLimits.patient()
    limits.answerBytes = 1_000
    let server = RawServer(.answer(answer(String(repeating: "x", count: 1_000))))
    defer { server.stop() }
    #expect(try await transport(to: server, limits: limits).sync([1]).count == 1_000)
  }

  @Test("a call that is cancelled ends at once, and its connection with it")
  func cancelling() async throws {
    let server = RawServer([.read, .hang])
    defer { server.stop() }
    let transport = try transport(to: server)
    let call = Task { () async -> TransportFailure? in
      do throws(TransportFailure) {
        _ = try await transport.sync([1])
        return nil
      } catch {
        return error
      }
    }
    await server.requested(1)
    call.cancel()
    #expect(await call.value?.code == .cancelled)
    await server.ended(1)
  }

  @Test("a call within a task that was cancelled sends nothing")
  func cancelled() async throws {
    let server = RawServer(.answer(answer("x")))
    defer { server.stop() }
    let transport = try transport(to: server)
    let call = Task { () async -> TransportFailure? in
      // Cancelled before it begins: the loop ends when the word has come.
      while !Task.isCancelled { await Task.yield() }
      do throws(TransportFailure) {
        _ = try await transport.sync([1])
        return nil
      } catch {
        return error
      }
    }
    call.cancel()
    #expect(await call.value?.code == .cancelled)
    #expect(server.connections == 0)
  }

  @Test("where nobody listens, the server is unreachable")
  func unreachable() async throws {
    let socket = Socket.bound()
    let transport = try makeTransport(
      server: "http://127.0.0.1:\(socket.port)", token: token, limits: .patient())
    do throws(TransportFailure) {
      _ = try await transport.sync([1])
      Issue.record("somebody answered")
    } catch {
      #expect(error.code == .unreachable, "\(error.message)")
      #expect(error.isPassing)
    }
  }
}
