import Foundation
import SchakelSync

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

extension CarrierFailure {
  /// What a URL session broke off for.
  init(_ error: URLError) {
    self.init(Self.code(error), error.localizedDescription)
  }

  private static func code(_ error: URLError) -> TransportFailure.Code {
    switch error.code {
    case .timedOut: .timedOut
    case .networkConnectionLost, .badServerResponse: .interrupted
    case .cannotParseResponse, .httpTooManyRedirects, .unsupportedURL: .notSchakel
    case .serverCertificateUntrusted, .serverCertificateHasBadDate, .serverCertificateNotYetValid,
      .serverCertificateHasUnknownRoot, .secureConnectionFailed, .clientCertificateRejected,
      .clientCertificateRequired:
      .certificate
    case .cannotConnectToHost, .cannotFindHost, .dnsLookupFailed, .notConnectedToInternet,
      .dataNotAllowed, .internationalRoamingOff, .callIsActive:
      .unreachable
    default: code(curl: error.localizedDescription)
    }
  }

  /// On Linux most causes have the one code `unknown`, and only libcurl's own words tell them apart.
  private static func code(curl words: String) -> TransportFailure.Code {
    let words = words.lowercased()
    if words.contains("certificate") || words.contains("issuer") { return .certificate }
    if words.contains("http/0.9") || words.contains("weird server") { return .notSchakel }
    if words.contains("connect") && !words.contains("recv") { return .unreachable }
    return .interrupted
  }
}
