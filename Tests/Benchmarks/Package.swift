// swift-tools-version: 6.2
// What Schakel costs, measured beside what it cannot cost less than: `make bench`. A package of its
// own, so that it is built in release without the tests, and takes cryptography as an app would.
import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "schakel-benchmarks",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "schakel-bench", targets: ["schakel-bench"]),
    .executable(name: "schakel-count", targets: ["schakel-count"]),
  ],
  dependencies: [
    .package(name: "schakel", path: "../.."),
    .package(name: "schakel-client", path: "../../Client"),
  ],
  targets: [
    // The baselines call SQLite themselves, past the layer that they are compared with.
    .systemLibrary(
      name: "BaselineSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .target(
      name: "Benchmarks",
      dependencies: [
        "BaselineSQLite",
        .product(name: "SchakelCore", package: "schakel"),
        .product(name: "SchakelStore", package: "schakel"),
        .product(name: "SchakelSync", package: "schakel"),
        .product(name: "SchakelSyncHTTP", package: "schakel"),
        .product(name: "SchakelRegion", package: "schakel"),
      ],
      swiftSettings: settings),
    // What takes minutes to build in release is in this alone.
    .target(
      name: "AppCryptography",
      dependencies: [
        "Benchmarks",
        .product(name: "SchakelCore", package: "schakel"),
        .product(name: "SchakelStore", package: "schakel"),
        .product(name: "SchakelKeys", package: "schakel-client"),
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "schakel-bench", dependencies: ["AppCryptography", "Benchmarks"],
      swiftSettings: settings),
    .executableTarget(name: "schakel-count", dependencies: ["Benchmarks"], swiftSettings: settings),
    .testTarget(
      name: "BenchmarksTests", dependencies: ["AppCryptography", "Benchmarks"],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
