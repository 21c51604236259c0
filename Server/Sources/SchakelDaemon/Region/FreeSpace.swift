import CQuota

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The bytes that this process may still write on the disk that holds `path`, by what is left there and
/// by the quotas of its user and group; 0 where the disk may only be read, nil where the system does not
/// say. A project's quota is in what is left, as ext4 and XFS have it.
func spaceLeft(at path: String) -> UInt64? {
  var facts = statvfs()
  // SAFETY: the path and the struct are used during the call only.
  guard unsafe statvfs(path, &facts) == 0 else { return nil }
  let readOnly = type(of: facts.f_flag).init(ST_RDONLY)
  if facts.f_flag & readOnly != 0 { return 0 }
  let free = UInt64(facts.f_bavail) * UInt64(facts.f_frsize)
  return quotas(at: path).map(\.left).reduce(free, min)
}

private func quotas(at path: String) -> [Quota] {
  var found = [schakel_quota](repeating: schakel_quota(), count: 2)
  // SAFETY: the path and the array are used during the call only.
  let count = unsafe found.withUnsafeMutableBufferPointer {
    unsafe schakel_quotas(path, $0.baseAddress)
  }
  return found.prefix(Int(count)).map { Quota(hard: $0.hard, soft: $0.soft, used: $0.used) }
}

/// How much a user or a group may store, in bytes; 0 is no limit.
struct Quota {
  let hard: UInt64
  /// May be exceeded, but for some days only: who hears of it then is too late.
  let soft: UInt64
  let used: UInt64

  var left: UInt64 {
    let limits = [hard, soft].filter { $0 > 0 }
    return limits.map { $0 - min($0, used) }.min() ?? .max
  }
}
