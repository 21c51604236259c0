import Foundation
import RegionTesting

#if os(Linux)
  /// A disk under one folder that fails on a sign, and is mended when the sign is taken away:
  /// `Tests/FailingDisk/failing_disk.c` says how.
  struct FailingDisk {
    enum Failure: String, CaseIterable {
      /// The system made it read-only, after an error.
      case readOnly = "EROFS"
      /// The server's user may not store more.
      case quota = "EDQUOT"
      case full = "ENOSPC"
    }

    /// Runs the command that follows it on the disk.
    let through: [String]
    private let sign: String

    init(under folder: String, _ failure: Failure, _ scratch: Scratch) {
      sign = scratch.path + "/fails"
      let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Tests/FailingDisk/failing_disk.c").standardizedFileURL.path
      let library = scratch.path + "/failing_disk.so"
      let place = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
      // By the compiler that comes with Swift.
      let build = "clang -shared -fPIC -o \"$0\" \"$1\" -ldl && shift && LD_PRELOAD=$0 exec \"$@\""
      through = [
        "FAILING_DISK=" + place, "FAILING_ERROR=" + failure.rawValue, "FAILING_SIGN=" + sign,
        "sh", "-c", build, library, source,
      ]
    }

    func fail() throws { try Data().write(to: URL(fileURLWithPath: sign)) }

    func mend() throws { try FileManager.default.removeItem(atPath: sign) }
  }
#endif
