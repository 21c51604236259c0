#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes that this process may still write on the disk that holds `path`; nil where the system
/// does not say.
func spaceLeft(at path: String) -> UInt64? {
  var facts = statvfs()
  // SAFETY: the path and the struct are used during the call only.
  guard unsafe statvfs(path, &facts) == 0 else { return nil }
  return UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
}
