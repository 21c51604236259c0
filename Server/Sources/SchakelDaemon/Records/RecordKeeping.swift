import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Keeps a line of the record of commands: in the file that `SCHAKELD_COMMAND_LOG` names, at its end,
/// or else with the system's log, among what only administrators may read (authpriv).
func keepRecord(_ line: String, in file: String?) throws {
  guard let file, !file.isEmpty else { return sendToSystemLog(line) }
  try append(Array(line.utf8), to: file)
}

private func append(_ bytes: [UInt8], to path: String) throws {
  let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW
  // SAFETY: the path becomes a C string that lives for the call.
  let file = unsafe open(path, flags, mode_t(0o600))
  guard file >= 0 else { throw FileFailure(.write, path, errno: errno) }
  defer { close(file) }
  // SAFETY: the pointer is used only inside the closure, with its own count. One write: lines of two
  // commands do not mix.
  let written = unsafe bytes.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
  guard written == bytes.count else {
    throw FileFailure(.write, path, errno: written < 0 ? errno : ENOSPC)
  }
}

/// syslog.h: LOG_AUTHPRIV, 10 << 3, and LOG_NOTICE, which C macros hide from Swift.
private let priority: Int32 = 10 << 3 | 5

private func sendToSystemLog(_ line: String) {
  // SAFETY: the format is a literal with one %s; the strings live for the call, which keeps no pointer.
  unsafe line.dropLast().description.withCString { text in
    unsafe withVaList([text]) { unsafe vsyslog(priority, "schakeld: %s", $0) }
  }
}

/// Who runs this process, by the name that the system has: as whom, and who asked where sudo ran it.
func systemUser(_ environment: [String: String]) -> String {
  let own = getuid()
  guard let asked = environment["SUDO_UID"].flatMap({ uid_t($0) }), asked != own else {
    return userName(own)
  }
  return "\(userName(asked)) as \(userName(own))"
}

private func userName(_ number: uid_t) -> String {
  // SAFETY: the entry is static storage of the system's, which is copied at once.
  guard let entry = unsafe getpwuid(number) else { return "uid \(number)" }
  return unsafe String(cString: entry.pointee.pw_name)
}
