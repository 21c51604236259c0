#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Writes a line to standard error with one write(2), which the system does not interleave with
/// other lines as long as it is no longer than a pipe's buffer. A line that cannot be written is
/// lost: there is nobody left to tell.
public func writeToStandardError(_ line: String) {
  var line = line
  line.withUTF8 { bytes in
    // SAFETY: the buffer is read during this call only.
    _ = unsafe write(STDERR_FILENO, bytes.baseAddress, bytes.count)
  }
}
