import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A folder of its own for one test, removed when the test lets go of it.
final class Scratch: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/schakel-region-XXXXXX".utf8CString)
    // unsafe: mkdtemp writes into the array that the closure lends it.
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer in
      unsafe mkdtemp(buffer.baseAddress!) != nil
    }
    try #require(made)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { shell("rm -rf '\(path)'") }

  func file(_ name: String = "region.sqlite") -> String { path + "/" + name }
}

@discardableResult
func shell(_ command: String) -> Int32 {
  // unsafe: the command is read during the call.
  unsafe system(command)
}
