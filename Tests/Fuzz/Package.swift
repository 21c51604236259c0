// swift-tools-version: 6.2
// Bytes that nobody meant to send: `make fuzz` has libFuzzer make them, `swift test` replays those
// that once did harm, and the vectors. A package of its own, since only it builds for libFuzzer.
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "schakel-fuzz",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "schakel-fuzz", targets: ["schakel-fuzz"])],
  dependencies: [.package(name: "schakel", path: "../..")],
  targets: [
    .target(name: "CLibFuzzer"),
    // A link to the client's folder: a dependency on that package would fetch all that it needs for HTTP.
    .target(
      name: "SchakelJSON", dependencies: [.product(name: "SchakelCore", package: "schakel")],
      swiftSettings: settings),
    .target(
      name: "Fuzzing",
      dependencies: [
        "SchakelJSON", .product(name: "SchakelCore", package: "schakel"),
        .product(name: "SchakelRegion", package: "schakel"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "schakel-fuzz", dependencies: ["CLibFuzzer", "Fuzzing"], swiftSettings: settings),
    .testTarget(
      name: "FuzzingTests",
      dependencies: ["Fuzzing", "SchakelJSON", .product(name: "SchakelCore", package: "schakel")],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
