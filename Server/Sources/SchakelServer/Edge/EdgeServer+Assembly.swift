import Hummingbird
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL
import ServiceLifecycle

extension EdgeServer {
  /// Who stands before this server says whom it speaks for; anybody else's word is not believed.
  private var proxy: ProxyHeader? {
    configuration.isBehindProxy ? configuration.proxyHeader : nil
  }

  private var isSecure: Bool { identity != nil || configuration.isSecure }

  func requestServer(_ drain: DrainSign) -> some Service {
    server(
      .listen, on: configuration.listen, identity, isSecure: isSecure,
      responder: router(drain).buildResponder()
    ) { channel in
      let host = configuration.listen.host
      let port = channel.localAddress?.port ?? configuration.listen.port
      if let address = ListenAddress(host: host, port: port) { await onListening(address) }
    }
  }

  func metricsServer(on address: ListenAddress) -> some Service {
    let routes = Routes(context: Context.self, options: .autoGenerateHeadEndpoints)
    addOuterMiddleware(to: routes, isSecure: false)
    routes.addMetricsRoute(registry)
    routes.refuseOtherMethods()
    return server(
      .metricsListen, on: address, nil, isSecure: false, responder: routes.buildResponder()
    ) { _ in }
  }

  private func server(
    _ setting: Setting, on address: ListenAddress, _ identity: ServerIdentity?, isSecure: Bool,
    responder: RouterResponder<Context>,
    onRunning: @escaping @Sendable (any Channel) async -> Void
  ) -> some Service {
    let limits = configuration.limits
    let application = Application(
      responder: responder,
      server: builder(identity, isSecure),
      configuration: ApplicationConfiguration(
        address: .hostname(address.host, port: address.port),
        availableConnectionsDelegate: MaximumAvailableConnections(
          limits.connections, logger: logger)),
      onServerRunning: onRunning, logger: logger)
    return ListeningService(setting: setting, address: address, server: application)
  }

  private func builder(_ identity: ServerIdentity?, _ isSecure: Bool) -> HTTPServerBuilder {
    let plain = channelConfiguration(.connection, isSecure)
    guard let identity else {
      return HTTPServerBuilder { counted(HTTP1Channel(responder: $0, configuration: plain)) }
    }
    let limits = configuration.limits
    let multiplexed = HTTP2Channel.Configuration(
      idleTimeout: limits.idleTime, gracefulCloseTimeout: limits.drainTime,
      streamConfiguration: channelConfiguration(.stream, isSecure))
    return HTTPServerBuilder { responder in
      counted(
        SecureChannel(
          try NIOSSLContext(configuration: identity.configuration),
          http1: HTTP1Channel(responder: responder, configuration: plain),
          http2: HTTP2Channel(responder: responder, configuration: multiplexed), limits: limits))
    }
  }

  /// Counts the connections of each address, where they are callers' own.
  private func counted(_ channel: some ServerChildChannel) -> any ServerChildChannel {
    guard proxy == nil else { return channel }
    let gate = Gate<AddressKey>(limit: configuration.limits.connectionsPerAddress)
    let metrics = EdgeMetrics(factory: registry)
    return CountedChannel(channel, gate) { origin in
      metrics.refused(.tooManyRequests)
      logger.debug(
        "a connection was closed: its address has as many as it may",
        metadata: [
          LogKey.action: "connect", LogKey.object: "server", LogKey.result: "refused",
          LogKey.origin: "\(origin)", LogKey.actor: "-",
        ])
    }
  }

  private func channelConfiguration(
    _ carrier: ConnectionGuard.Carrier, _ isSecure: Bool
  ) -> HTTP1Channel.Configuration {
    let limits = configuration.limits
    let metrics = EdgeMetrics(factory: registry)
    return HTTP1Channel.Configuration(
      additionalChannelHandlers: [
        ConnectionGuard(
          limits: limits, carrier: carrier, headers: CommonHeaders(isSecure: isSecure)
        ) { refusal in
          metrics.refused(refusal.kind)
          log(refusal)
        }
      ],
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: limits.headerBytes, maxHeaderListSize: limits.headerBytes,
        maxHeaderFieldCount: limits.headerFields))
  }

  /// A refusal that a handler answers is in that request's own line.
  private func log(_ refusal: ConnectionGuard.Refusal) {
    guard let requestID = refusal.requestID else { return }
    logger.info(
      "a request was refused before it was whole",
      metadata: [
        LogKey.action: "receive", LogKey.object: "request",
        LogKey.result: "\(refusal.kind.status)", LogKey.origin: "\(refusal.origin)",
        LogKey.actor: "-", LogKey.request: "\(requestID)", "problem": "\(refusal.kind.rawValue)",
      ])
  }

  /// What is always answered, and, behind the limits, all the rest.
  private func router(_ drain: DrainSign) -> Routes {
    let routes = Routes(context: Context.self, options: .autoGenerateHeadEndpoints)
    addOuterMiddleware(to: routes, isSecure: isSecure)
    routes.addHealthRoutes(drain.checks(before: health))
    routes.addSecurityText(configuration.securityContact, now: now)
    if configuration.sharesMetrics { routes.addMetricsRoute(registry) }
    routes.refuseOtherMethods()
    let limits = configuration.limits
    routes.add(
      middleware: RequestRate<Device, AddressKey>(
        limits.requestsPerAddressMinute, of: "this address"
      ) { AddressKey($0.origin) })
    routes.add(middleware: HeldPlaces<Device>())
    routes.add(middleware: BodyLimit<Context>(limits.bodyBytes))
    routes.add(
      middleware: RequestLimit<Device>(limits.requests, perAddress: limits.requestsPerAddress))
    // An address that has no route here passes all middleware (Router.buildResponder).
    routes.add(
      middleware: RequestDeadline<Device>(limits.requestTime, limitedRoutes.buildResponder()))
    return routes
  }

  private var limitedRoutes: Routes {
    let routes = Routes(context: Context.self, options: .autoGenerateHeadEndpoints)
    // A router answers the framework's errors by itself where they reach it.
    routes.add(middleware: ProblemResponses<Device>())
    addRoutes(routes)
    routes.refuseOtherMethods()
    return routes
  }

  private func addOuterMiddleware(to routes: Routes, isSecure: Bool) {
    routes.add(middleware: Correlation<Device>(proxy: proxy))
    routes.add(middleware: AccessLog<Device>(quietPaths: ["/livez", "/readyz", "/metrics"]))
    routes.add(middleware: RequestMetrics<Context>(EdgeMetrics(factory: registry)))
    routes.add(middleware: ResponseHeaders<Context>(isSecure: isSecure))
    routes.add(middleware: ProblemResponses<Device>())
    routes.add(middleware: StrictPaths<Context>())
  }
}
