@testable import SchakelSyncHTTP

/// The transport that the laws are about: here, the one on URLSession. The client's package has the
/// same laws for the one on async-http-client.
func makeTransport(
  server: String, token: String?, agent: String = "schakel", limits: HTTPLimits = HTTPLimits()
) throws -> HTTPTransport {
  try HTTPTransport(server: server, token: token, agent: agent, limits: limits)
}
