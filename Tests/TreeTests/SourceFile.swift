/// One tracked file as the rules see it: where it lies and what it says.
///
/// Rules read files through this type alone, so a test can plant a fault in a tree of two
/// invented files and see it caught.
struct SourceFile: Sendable {
  /// From the repository's root, with slashes: `Sources/SchakelCore/Clock/Dot.swift`.
  let path: String
  let text: String

  /// The text's lines, without their line feeds; line 1 is at index 0.
  let lines: [String]

  /// What is code, what is comment: read for Swift files only.
  let swift: SwiftText?

  init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
    self.lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    self.swift = path.hasSuffix(".swift") ? SwiftText(text) : nil
  }

  /// The path's parts: `["Sources", "SchakelCore", "Clock", "Dot.swift"]`.
  var parts: [String] { path.split(separator: "/").map(String.init) }

  /// The last part without its extension: `Dot`.
  var stem: String {
    let name = parts.last ?? ""
    return name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
  }

  /// The folder the file lies in, `""` at the root.
  var folder: String { parts.dropLast().joined(separator: "/") }
}
