/// What carries the requests of an ``HTTPTransport`` to the server: the part that knows sockets and
/// TLS. The transport has one on URLSession; a program that needs what that cannot do, such as an
/// authority of its own on Linux, brings another.
///
/// A carrier follows no redirection, keeps no cookie and no copy of an answer, asks for no name and
/// password, and has no patience of its own: the transport keeps the time, and calls off what takes
/// too long.
public protocol HTTPCarrier: Sendable {
  /// Begins to carry a request.
  ///
  /// - Parameter listener: told what happens, in order, from any thread, up to
  ///   ``CarrierEvent/ended(_:)``; it may be told before this returns.
  /// - Returns: what calls the request off, from any thread; of no effect on one that is over.
  func carry(
    _ request: CarriedRequest, _ listener: @escaping @Sendable (CarrierEvent) -> Void
  ) -> @Sendable () -> Void

  /// Ends all that is under way, and every connection. Nothing is carried after that.
  func close()
}
