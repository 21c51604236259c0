import SchakelSyncHTTP
import SchakelTransport

/// The transport that the laws are about: here, the one on async-http-client. The files in `Laws` are
/// those by which the root package tests the one on URLSession.
func makeTransport(
  server: String, token: String?, agent: String = "schakel", limits: HTTPLimits = HTTPLimits()
) throws -> HTTPTransport {
  try HTTPTransport(
    server: server, token: token, agent: agent, limits: limits,
    carrier: NIOCarrier(server: server, now: { 0 }))
}
