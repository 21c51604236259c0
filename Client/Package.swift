// swift-tools-version: 6.2
// The command `schakel` and what it needs beyond the root package: argument parsing and
// cryptography. The libraries here are of use to other clients too.
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let core = Target.Dependency.product(name: "SchakelCore", package: "schakel")
let codes = Target.Dependency.product(name: "SchakelQR", package: "schakel")
let store = Target.Dependency.product(name: "SchakelStore", package: "schakel")
let sync = Target.Dependency.product(name: "SchakelSync", package: "schakel")
let syncHTTP = Target.Dependency.product(name: "SchakelSyncHTTP", package: "schakel")
let region = Target.Dependency.product(name: "SchakelRegion", package: "schakel")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioFoundation = Target.Dependency.product(name: "NIOFoundationCompat", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "schakel-client",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "schakel", targets: ["schakel"]),
    .executable(name: "schakel-demo", targets: ["schakel-demo"]),
    .executable(name: "schakel-soak", targets: ["schakel-soak"]),
    .library(name: "SchakelKeys", targets: ["SchakelKeys"]),
    .library(name: "SchakelJSON", targets: ["SchakelJSON"]),
    .library(name: "SchakelTransport", targets: ["SchakelTransport"]),
  ],
  dependencies: [
    .package(name: "schakel", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
  ],
  targets: [
    .target(
      name: "SchakelKeys",
      dependencies: [
        core, store, .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: settings),
    .target(name: "SchakelJSON", dependencies: [core], swiftSettings: settings),
    .target(
      name: "SchakelTransport",
      dependencies: [
        sync, syncHTTP, nioCore, nioPosix, nioHTTP1, nioTLS, nioFoundation, nioSSL,
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
      ],
      swiftSettings: settings),
    .target(
      name: "SchakelCommand",
      dependencies: [
        "SchakelKeys", "SchakelJSON", "SchakelTransport", codes, core, store, sync, syncHTTP,
        arguments,
      ],
      swiftSettings: settings),
    .executableTarget(name: "schakel", dependencies: ["SchakelCommand"], swiftSettings: settings),
    .target(
      name: "SchakelDemo", dependencies: ["SchakelCommand", "SchakelJSON"],
      swiftSettings: settings),
    .executableTarget(
      name: "schakel-demo", dependencies: ["SchakelDemo", "SchakelCommand", arguments],
      swiftSettings: settings),
    .executableTarget(
      name: "schakel-soak", dependencies: ["SchakelDemo", arguments], swiftSettings: settings),
    .testTarget(
      name: "SchakelKeysTests", dependencies: ["SchakelKeys", core, store, crypto],
      swiftSettings: settings),
    .testTarget(
      name: "SchakelTransportTests",
      dependencies: [
        "SchakelTransport", core, store, sync, syncHTTP, crypto, nioCore, nioPosix, nioHTTP1,
        nioHTTP2, nioTLS, nioSSL,
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "SchakelJSONTests", dependencies: ["SchakelJSON", core], swiftSettings: settings),
    .testTarget(
      name: "SchakelCommandTests",
      dependencies: [
        "SchakelCommand", "SchakelKeys", "SchakelJSON", "schakel", core, store, sync, region,
        crypto, arguments,
      ],
      exclude: ["Snapshots"],
      swiftSettings: settings),
    .testTarget(
      name: "SchakelDemoTests",
      dependencies: [
        "SchakelDemo", "SchakelCommand", "SchakelJSON", "schakel", store, nioCore, nioPosix,
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
