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

let package = Package(
  name: "schakel-client",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "SchakelKeys", targets: ["SchakelKeys"]),
    .library(name: "SchakelJSON", targets: ["SchakelJSON"]),
  ],
  dependencies: [
    .package(name: "schakel", path: ".."),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
  ],
  targets: [
    .target(
      name: "SchakelKeys",
      dependencies: [core, .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings),
    .target(name: "SchakelJSON", dependencies: [core], swiftSettings: settings),
    .testTarget(
      name: "SchakelKeysTests", dependencies: ["SchakelKeys", core], swiftSettings: settings),
    .testTarget(
      name: "SchakelJSONTests", dependencies: ["SchakelJSON", core], swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
