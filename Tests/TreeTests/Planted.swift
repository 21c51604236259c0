/// A small invented tree for one rule: either it holds one fault, or it comes close and is sound.
struct Planted: Sendable, CustomStringConvertible {
  let rule: String
  let files: [SourceFile]

  /// Where the rule must find its one fault, as `path:line`; nil if it must find none.
  let fault: String?

  var description: String { "\(rule): \(fault ?? "none") in \(files.map(\.path))" }

  static func fault(at place: String, _ rule: String, _ files: [String: String]) -> Planted {
    Planted(rule: rule, files: sources(files), fault: place)
  }

  static func sound(_ rule: String, _ files: [String: String]) -> Planted {
    Planted(rule: rule, files: sources(files), fault: nil)
  }

  private static func sources(_ files: [String: String]) -> [SourceFile] {
    files.map { SourceFile($0.key, $0.value) }.sorted { $0.path < $1.path }
  }

  static let all = house + size + safety + words + vectors + docs + comments
}

extension Planted {
  private static let house = [
    fault(
      at: "Scripts/a.sh:1", "the top-level folders are the five of the house",
      ["Scripts/a.sh": "", "Sources/A/B.swift": "", ".ci/run": ""]),
    fault(
      at: "notes.txt:1", "the root holds no file without a purpose there",
      ["notes.txt": "", "README.md": "", ".gitignore": ""]),
    fault(
      at: "Package.swift:2", "the root package depends on no package",
      ["Package.swift": "dependencies: [\n  .package(url: \"u\")]"]),
    sound(
      "the root package depends on no package",
      ["Package.swift": "// never .package(", "Server/Package.swift": ".package(url: \"u\")"]),
    fault(
      at: "Tests/Fuzz/Package.swift:1", "every nested package has a stage",
      [
        "Tests/Fuzz/Package.swift": "", "Server/Package.swift": "",
        ".ci/stages": "# Tests/Fuzz later\ntest server 9 .ci/swift-test Server",
      ]),
    fault(
      at: "Sources/SchakelRegion/A.swift:2", "the region asks for rights in one place",
      ["Sources/SchakelRegion/A.swift": "// a .coordinator\nif role == .coordinator {}"]),
    fault(
      at: "Sources/SchakelRegion/A.swift:1", "the region asks for rights in one place",
      ["Sources/SchakelRegion/A.swift": "if role?.mayRead == true {}"]),
    sound(
      "the region asks for rights in one place",
      [
        "Sources/SchakelRegion/A.swift": "if device.mayWrite(dot) {}",
        "Sources/SchakelRegion/Store/RegionReading+Rights.swift": "role == .coordinator",
      ]),
    fault(
      at: "Sources/SchakelCore/Dot.swift:2", "imports point one way through the house",
      ["Sources/SchakelCore/Dot.swift": "// no import Foundation\nimport Foundation"]),
    fault(
      at: "Sources/SchakelStore/A/B.swift:1", "imports point one way through the house",
      ["Sources/SchakelStore/A/B.swift": "public import struct SchakelSync.Session"]),
    fault(
      at: "Sources/SchakelRegion/A.swift:2", "imports point one way through the house",
      ["Sources/SchakelRegion/A.swift": "import Foundation\n@preconcurrency import SchakelSyncHTTP"]
    ),
    fault(
      at: "Sources/SchakelRegion/A.swift:1", "imports point one way through the house",
      ["Sources/SchakelRegion/A.swift": "import FoundationNetworking"]),
    fault(
      at: "Sources/Other/A.swift:1", "imports point one way through the house",
      ["Sources/Other/A.swift": ""]),
    fault(
      at: "Server/Sources/A/B.swift:2", "imports point one way through the house",
      ["Server/Sources/A/B.swift": "import Hummingbird\nimport SchakelSyncHTTP"]),
    fault(
      at: "Client/Sources/A/B.swift:1", "imports point one way through the house",
      ["Client/Sources/A/B.swift": "public import SchakelRegion"]),
    fault(
      at: "Server/Sources/A/B.swift:2", "a package imports what its manifest names",
      [
        "Server/Package.swift": "let package = [\"Hummingbird\"]",
        "Server/Sources/A/B.swift": "import Hummingbird\nimport NIOCore",
        ".ci/stages": "test server 9 .ci/swift-test Server",
      ]),
    sound(
      "a package imports what its manifest names",
      [
        "Client/Package.swift": "let package = [\"NIOCore\"]",
        "Client/Sources/A/B.swift": "import Foundation\npublic import struct NIOCore.ByteBuffer",
      ]),
    sound(
      "imports point one way through the house",
      [
        "Sources/SchakelSync/A.swift": "public import SchakelCore\nimport SchakelStore",
        "Server/Sources/A/B.swift": "import Hummingbird\nimport SchakelRegion",
        "Server/Tests/A/B.swift": "import SchakelSyncHTTP",
        "Client/Sources/A/B.swift": "import SchakelSyncHTTP",
        "Client/Tests/A/B.swift": "import SchakelRegion",
      ]),
  ]

  private static let size = [
    fault(
      at: "Sources/A/B.swift:1", "no Swift file is over 600 lines",
      ["Sources/A/B.swift": lines(601, of: "//")]),
    sound("no Swift file is over 600 lines", ["Sources/A/B.swift": lines(600, of: "//")]),
    fault(
      at: "Sources/A/B.swift:2", "no function is over 60 lines",
      ["Sources/A/B.swift": "struct A {\n  func b() {\n" + lines(59, of: "//") + "  }\n}\n"]),
    fault(
      at: "Sources/A/B.swift:1", "no function is over 60 lines",
      ["Sources/A/B.swift": "var b: Int {\n" + lines(59, of: "x()") + "}\n"]),
    sound(
      "no function is over 60 lines",
      ["Sources/A/B.swift": "struct A {\n  func b() {\n" + lines(58, of: "//") + "  }\n}\n"]),
    sound(
      "no function is over 60 lines",
      ["Sources/A/B.swift": "protocol P {\n  func b()\n}\nstruct A {\n" + lines(80, of: "//") + "}"]
    ),
  ]

  private static func lines(_ count: Int, of line: String) -> String {
    String(repeating: line + "\n", count: count)
  }
}

extension Planted {
  private static let safety = [
    use(fault: 2, "func a() {\n  let b = unsafe c()\n}"),
    use(fault: 3, "/// Adds.\nfunc a() {\n  let b = unsafe c()\n}"),
    use(fault: 5, "func a() {\n  // c lives\n  b()\n\n  let b = unsafe c()\n}"),
    use(fault: 1, "nonisolated(unsafe) var a = 1"),
    use(fault: 2, "/// A box.\nfinal class A: @unchecked Sendable {}"),
    use(fault: nil, "func a() {\n  let b = unsafe c()  // c outlives b\n}"),
    use(fault: nil, "func a() {\n  // c outlives b\n  d()\n  let b = unsafe c()\n}"),
    use(fault: nil, "/// Unsafe: c is open here.\nfunc a() {\n  let b = unsafe c()\n}"),
    use(fault: nil, "/// Safety: on one queue.\n@Sendable\nfunc a() {\n  unsafe c()\n}"),
    use(
      fault: nil, "/// Unsafe: on one queue.\nstruct S {\n  func a() {\n    unsafe c()\n  }\n}"),
    use(fault: nil, "/// Sendable because locked.\nfinal class A: @unchecked Sendable {}"),
    use(fault: nil, "let a = \"unsafe\"\nlet unsafeB = withUnsafeBytes(c)"),
  ]

  private static func use(fault line: Int?, _ text: String) -> Planted {
    let rule = "every unsafe has its reason beside it"
    let files = ["Sources/A/B.swift": text]
    return line.map { fault(at: "Sources/A/B.swift:\($0)", rule, files) } ?? sound(rule, files)
  }

  private static let words = [
    fault(
      at: "README.md:2", "nothing in the tree is called done and is not",
      ["README.md": "Done.\nTODO: the rest"]),
    fault(
      at: "Sources/A/B.swift:1", "nothing in the tree is called done and is not",
      ["Sources/A/B.swift": "fatalError(\"unimplemented\")"]),
    fault(
      at: "Tests/A/B.swift:1", "nothing in the tree is called done and is not",
      ["Tests/A/B.swift": "@Test(.disabled(\"slow\"))"]),
    sound(
      "nothing in the tree is called done and is not",
      ["Sources/A/B.swift": "let TODOs = TODO_LIST.count"]),
    fault(
      at: "Makefile:1", "no file names a path of one machine",
      ["Makefile": "\t/opt/swift/bin/swift"]),
    sound(
      "no file names a path of one machine",
      ["README.md": "https://example.org/home/ and Tests/work/ and /usr/local/bin"]),
  ]

  private static let vectors = [
    fault(
      at: "Protocol/vectors/cbor-valid.json:1", "every vector file is read by a test",
      [
        "Protocol/vectors/cbor-valid.json": "[]", "Protocol/reference/read.py": "\"cbor-valid\"",
        "Tests/SchakelCoreTests/A.swift": "let vectors = try load(\"clock\")",
      ]),
    sound(
      "every vector file is read by a test",
      [
        "Protocol/vectors/clock.json": "[]",
        "Tests/SchakelCoreTests/A.swift": "let vectors = try load(\"clock.json\")",
      ]),
  ]
}

extension Planted {
  private static let docs = [
    fault(
      at: "README.md:3", "no link in the documentation is dead",
      ["README.md": "# A\n\nSee [the map](MAP.md)."]),
    fault(
      at: "Protocol/spec/a.md:1", "no link in the documentation is dead",
      ["Protocol/spec/a.md": "[up](../b.md)", "b.md": ""]),
    fault(
      at: "README.md:1", "no link in the documentation is dead",
      ["README.md": "[b](b.md#two)", "b.md": "# One\n"]),
    fault(
      at: "README.md:2", "no link in the documentation is dead",
      ["README.md": "[a][b]\n[b]: gone.md"]),
    sound(
      "no link in the documentation is dead",
      [
        "README.md": """
        ## What it is, in *five* lines
        [here](#what-it-is-in-five-lines), [there](docs/b.md#the-make-way-1),
        [far](https://a.b/c.md)
        ```
        [not a link](gone.md)
        ```
        `[nor](this.md)`, a folder: [docs](docs/)
        """,
        "docs/b.md": "# The `make` way\n## The make way\n[up](../README.md)",
      ]),
    fault(
      at: "README.md:2", "every make command in the documentation exists",
      ["README.md": "```sh\nmake dmo\n```", "Makefile": "demo: ## all"]),
    fault(
      at: "README.md:1", "every make command in the documentation exists",
      ["README.md": "Run `KEEP=1 make demo test`.", "Makefile": "demo: ## all"]),
    sound(
      "every make command in the documentation exists",
      [
        "README.md":
          "```\n$ make demo -j 2 PREFIX=/a # make tea\ncd b && make test\n```\nWe make sense.",
        "Makefile": "demo: test\ntest:",
      ]),
    fault(
      at: "README.md:1", "every path the documentation names exists",
      [
        "README.md": "`Sources/SchakelCore/Clocks` is gone",
        "Sources/SchakelCore/Clock/A.swift": "",
      ]),
    sound(
      "every path the documentation names exists",
      [
        "README.md": "`Sources/SchakelCore/Clock/`, `Sources/*`, `a/b`, `Server`",
        "Sources/SchakelCore/Clock/A.swift": "",
      ]),
    fault(
      at: "SECURITY.md:2", "every test suite the documentation names exists",
      [
        "SECURITY.md": "| to get in | `DoorTests` |\n| to stay | `HouseTests` |",
        "Tests/A/DoorTests.swift": "@Suite struct DoorTests {}",
      ]),
    sound(
      "every test suite the documentation names exists",
      [
        "SECURITY.md": "`DoorTests`, WindowTests and all of Tests/RoofTests; Tests in general",
        "Tests/A/DoorTests.swift": "@Suite struct DoorTests {}",
        "Tests/A/WindowTests.swift": "@Suite(\"w\") final class WindowTests {}",
        "Tests/RoofTests/A.swift": "",
      ]),
  ]
}

extension Planted {
  private static let comments = [
    member(fault: 4, "/// A.\npublic struct A {}\n\npublic enum B {}"),
    member(
      fault: 4, "extension A {\n  /// b.\n  public var b = 1\n  @x(1) public static let c = 1\n}"),
    member(fault: 2, "extension A {\n  public private(set) var b: Int { 1 }\n}"),
    member(fault: 3, "extension A {\n  // MARK: B\n  public func b(\n    _ c: Int\n  ) {}\n}"),
    member(fault: 3, "/// P.\npublic protocol P {\n  func b()\n}"),
    member(
      fault: 5, "protocol P {\n  func b()\n}\nextension A: Q {\n  public func b() {}\n}"),
    member(
      fault: nil,
      """
      /// A.
      @frozen
      public enum A: Hashable {
        case b
        /// B.
        public struct B {
          var c = 1
          public init() {}
        }
        public var description: String { "public var d" }
        public static func < (left: Self, right: Self) -> Bool { true }
      }
      public import Other
      public extension C {}
      """),
    member(
      fault: nil,
      """
      /// P.
      public protocol P {
        /// B.
        func b()
      }
      extension Int: P {
        public func b() {}
      }
      """),
    link(fault: 1, "/// See ``B``.\nstruct A {}"),
    link(fault: 1, "/// See ``A/c(_:with:)``.\nstruct A {\n  func c(_ d: Int, from e: Int) {}\n}"),
    link(fault: 2, "struct A {\n  /// No more than ``Limits/b``.\n  var c = \"Limits\"\n}"),
    link(
      fault: nil,
      """
      /// ``A``, ``A/c(_:with:)``, ``A/c``, ``init(g:)``, ``subscript(_:)``, ``E/f``, ``E/h``, `Gone`
      struct A<B> {
        func c<D>(_ d: [D: (x: Int, y: Int)] = [:], with e: Int = 1 << 2) {}
        init?(
          g: Int
        ) {}
        subscript(_ i: Int) -> Int { 1 }
      }
      indirect enum E {
        case f(j: Int),
          h
      }
      """),
    fault(
      at: "Sources/A/B.swift:2", "no library file declares two public types",
      ["Sources/A/B.swift": "public struct A {}\npublic enum B {}"]),
    sound(
      "no library file declares two public types",
      ["Sources/A/B.swift": "public struct A {\n  public enum B {}\n}\nstruct C {}\nextension A {}"]
    ),
  ]

  private static func member(fault line: Int?, _ text: String) -> Planted {
    one(fault: line, "every public type and member of the libraries says what it is", text)
  }

  private static func link(fault line: Int?, _ text: String) -> Planted {
    one(fault: line, "every symbol that a comment links to is declared", text)
  }

  private static func one(fault line: Int?, _ rule: String, _ text: String) -> Planted {
    let files = ["Sources/A/B.swift": text]
    return line.map { fault(at: "Sources/A/B.swift:\($0)", rule, files) } ?? sound(rule, files)
  }
}
