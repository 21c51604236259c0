// swift-tools-version: 6.2
// The region's server: HTTP, keys and the daemon. What is not sync is taken from well-kept
// packages, each with the fewest traits, so that a clean debug build stays within minutes.
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals: Target.Dependency = .product(
  name: "UnixSignals", package: "swift-service-lifecycle")
let configuration: Target.Dependency = .product(
  name: "Configuration", package: "swift-configuration")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let argumentParser: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")
let hummingbirdCore: Target.Dependency = .product(
  name: "HummingbirdCore", package: "hummingbird")
let hummingbirdHTTP2: Target.Dependency = .product(
  name: "HummingbirdHTTP2", package: "hummingbird")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTP2: Target.Dependency = .product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioHTTPTypesHTTP2: Target.Dependency = .product(
  name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let x509: Target.Dependency = .product(name: "X509", package: "swift-certificates")
let nioHTTPTypes: Target.Dependency = .product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioFoundation: Target.Dependency = .product(
  name: "NIOFoundationEssentialsCompat", package: "swift-nio")
let core: Target.Dependency = .product(name: "SchakelCore", package: "schakel")
let region: Target.Dependency = .product(name: "SchakelRegion", package: "schakel")
let codes: Target.Dependency = .product(name: "SchakelQR", package: "schakel")
let store: Target.Dependency = .product(name: "SchakelStore", package: "schakel")
let sync: Target.Dependency = .product(name: "SchakelSync", package: "schakel")

let package = Package(
  name: "schakel-server",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "schakeld", targets: ["schakeld"]),
    .library(name: "SchakelServer", targets: ["SchakelServer"]),
    .library(name: "SchakelDaemon", targets: ["SchakelDaemon"]),
    .library(name: "SchakelKeys", targets: ["SchakelKeys"]),
  ],
  dependencies: [
    .package(name: "schakel", path: ".."),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(
      url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: []),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .executableTarget(
      name: "schakeld", dependencies: ["SchakelDaemon"], swiftSettings: settings),
    .target(
      name: "SchakelDaemon",
      dependencies: [
        "CQuota", "SchakelKeys", "SchakelServer", codes, core, region, store, argumentParser,
        lifecycle, logging, metrics, unixSignals,
      ],
      swiftSettings: settings),
    .target(
      name: "SchakelServer",
      dependencies: [
        core, region, store, configuration, hummingbird, hummingbirdCore, hummingbirdHTTP2,
        httpTypes, logging, metrics, lifecycle, unixSignals, nioCore, nioFoundation, nioHTTP1,
        nioHTTP2, nioHTTPTypes, nioHTTPTypesHTTP2, nioPosix, nioSSL, nioTLS,
      ],
      swiftSettings: settings),
    .target(name: "CQuota"),
    .target(name: "SchakelKeys", dependencies: [crypto], swiftSettings: settings),
    .testTarget(name: "SchakelKeysTests", dependencies: ["SchakelKeys"], swiftSettings: settings),
    .target(
      name: "EdgeTesting",
      dependencies: [
        asn1, crypto, x509, httpTypes, nioCore, nioHTTP2, nioHTTPTypes, nioHTTPTypesHTTP2,
        nioPosix, nioSSL, nioTLS,
      ],
      path: "Tests/EdgeTesting",
      swiftSettings: settings),
    .target(
      name: "RegionTesting",
      dependencies: ["EdgeTesting", "SchakelKeys", core, store, sync, crypto, nioSSL],
      path: "Tests/RegionTesting", swiftSettings: settings),
    .testTarget(
      name: "SchakelServerTests",
      dependencies: [
        "EdgeTesting", "RegionTesting", "SchakelKeys", "SchakelServer", core, region, store, sync,
        .product(name: "Yams", package: "Yams"), hummingbird, hummingbirdCore, httpTypes, lifecycle,
        logging, metrics, nioCore, nioHTTPTypes, nioSSL,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "SchakelDaemonTests",
      dependencies: [
        "EdgeTesting", "RegionTesting", "SchakelDaemon", "SchakelKeys", "SchakelServer",
        "schakeld", argumentParser, codes, core, httpTypes, logging, metrics, region, store, sync,
        nioSSL,
        unixSignals,
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
