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
let store = Target.Dependency.product(name: "SchakelStore", package: "schakel")
let sync = Target.Dependency.product(name: "SchakelSync", package: "schakel")
let syncHTTP = Target.Dependency.product(name: "SchakelSyncHTTP", package: "schakel")
let region = Target.Dependency.product(name: "SchakelRegion", package: "schakel")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "schakel-client",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "schakel", targets: ["schakel"]),
    .executable(name: "schakel-demo", targets: ["schakel-demo"]),
    .library(name: "SchakelKeys", targets: ["SchakelKeys"]),
    .library(name: "SchakelJSON", targets: ["SchakelJSON"]),
  ],
  dependencies: [
    .package(name: "schakel", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
  ],
  targets: [
    .target(
      name: "SchakelKeys",
      dependencies: [core, .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings),
    .target(name: "SchakelJSON", dependencies: [core], swiftSettings: settings),
    .target(
      name: "SchakelCommand",
      dependencies: ["SchakelKeys", "SchakelJSON", core, store, sync, syncHTTP, arguments],
      swiftSettings: settings),
    .executableTarget(name: "schakel", dependencies: ["SchakelCommand"], swiftSettings: settings),
    .target(
      name: "SchakelDemo", dependencies: ["SchakelCommand", "SchakelJSON"],
      swiftSettings: settings),
    .executableTarget(
      name: "schakel-demo", dependencies: ["SchakelDemo", "SchakelCommand", arguments],
      swiftSettings: settings),
    .testTarget(
      name: "SchakelKeysTests", dependencies: ["SchakelKeys", core], swiftSettings: settings),
    .testTarget(
      name: "SchakelJSONTests", dependencies: ["SchakelJSON", core], swiftSettings: settings),
    .testTarget(
      name: "SchakelCommandTests",
      dependencies: [
        "SchakelCommand", "SchakelKeys", "SchakelJSON", "schakel", core, store, sync, region,
        arguments,
      ],
      exclude: ["Snapshots"],
      swiftSettings: settings),
    .testTarget(
      name: "SchakelDemoTests", dependencies: ["SchakelDemo", "SchakelCommand", "SchakelJSON"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
