// swift-tools-version: 6.2
// The root package takes no package dependencies: only Swift and libsqlite3. Whoever embeds
// Schakel in an app takes on nothing else (ARCHITECTURE.md, "Decisions").
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "schakel",
  platforms: [.macOS(.v15), .iOS(.v18)],
  products: [
    .library(name: "SchakelCore", targets: ["SchakelCore"]),
    .library(name: "SchakelStore", targets: ["SchakelStore"]),
    .library(name: "SchakelSync", targets: ["SchakelSync"]),
    .library(name: "SchakelSyncHTTP", targets: ["SchakelSyncHTTP"]),
    .library(name: "SchakelRegion", targets: ["SchakelRegion"]),
    .library(name: "SchakelQR", targets: ["SchakelQR"]),
  ],
  targets: [
    .target(name: "SchakelCore", swiftSettings: settings),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(
      name: "SchakelStore", dependencies: ["SchakelCore", "CSQLite"], swiftSettings: settings),
    .target(
      name: "SchakelSync", dependencies: ["SchakelCore", "SchakelStore"], swiftSettings: settings),
    .target(
      name: "SchakelSyncHTTP", dependencies: ["SchakelCore", "SchakelStore", "SchakelSync"],
      swiftSettings: settings),
    .target(
      name: "SchakelRegion", dependencies: ["SchakelCore", "SchakelStore"],
      swiftSettings: settings),
    .target(name: "SchakelQR", swiftSettings: settings),
    .target(
      name: "SchakelTesting",
      dependencies: ["SchakelCore", "SchakelStore", "SchakelSync", "SchakelRegion"],
      path: "Tests/Support", swiftSettings: settings),
    .testTarget(
      name: "SchakelCoreTests", dependencies: ["SchakelCore", "SchakelTesting"],
      swiftSettings: settings),
    .testTarget(
      name: "SchakelStoreTests",
      dependencies: ["SchakelCore", "SchakelStore", "SchakelTesting", "CSQLite"],
      swiftSettings: settings),
    .testTarget(
      name: "SchakelSyncTests",
      dependencies: [
        "SchakelCore", "SchakelStore", "SchakelSync", "SchakelRegion", "SchakelTesting",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "SchakelSyncHTTPTests",
      dependencies: [
        "SchakelCore", "SchakelStore", "SchakelSync", "SchakelSyncHTTP", "SchakelTesting",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "SchakelRegionTests",
      dependencies: ["SchakelCore", "SchakelStore", "SchakelRegion", "SchakelTesting"],
      swiftSettings: settings),
    .testTarget(name: "SchakelQRTests", dependencies: ["SchakelQR"], swiftSettings: settings),
    .target(name: "CFaultyDisk", dependencies: ["CSQLite"], path: "Tests/FaultyDisk"),
    .target(
      name: "Simulator",
      dependencies: [
        "SchakelCore", "SchakelStore", "SchakelSync", "SchakelRegion", "SchakelTesting",
        "CFaultyDisk",
      ],
      path: "Tests/Simulator", swiftSettings: settings),
    .executableTarget(
      name: "schakel-sim", dependencies: ["Simulator"], path: "Tests/SimulatorCommand",
      swiftSettings: settings),
    .testTarget(
      name: "Simulation",
      dependencies: [
        "SchakelCore", "SchakelStore", "SchakelSync", "SchakelRegion", "SchakelTesting",
        "Simulator",
      ],
      swiftSettings: settings),
    .testTarget(name: "TreeTests", swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
