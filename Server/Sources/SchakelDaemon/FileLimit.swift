#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Raises the number of files this process may have open to `wanted`, as far as the system lets
/// it. Answers how many it may have now.
func raiseFileLimit(to wanted: Int) -> Int {
  var limit = rlimit()
  // SAFETY: both calls use the struct they are given during the call only.
  guard unsafe getrlimit(openFiles, &limit) == 0 else { return wanted }
  if limit.rlim_cur < rlim_t(wanted) {
    limit.rlim_cur = min(limit.rlim_max, rlim_t(wanted))
    _ = unsafe setrlimit(openFiles, &limit)
    _ = unsafe getrlimit(openFiles, &limit)
  }
  return Int(clamping: limit.rlim_cur)
}

#if canImport(Glibc)
  private let openFiles = __rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue))
#else
  private let openFiles = RLIMIT_NOFILE
#endif
