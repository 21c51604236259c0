import Foundation

/// Processor time, which does not count the waiting for a disk, a network or another process.
enum Processor {
  /// What this process has used so far, all threads together, in seconds.
  static var seconds: Double {
    var time = timespec()
    // unsafe: the call fills in the value and keeps no pointer to it.
    unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// What another process has used so far. Linux alone says it to the nanosecond: thread by thread,
  /// those that ended left out (https://docs.kernel.org/scheduler/sched-stats.html).
  static func seconds(of process: Int32) throws -> Double {
    let tasks = "/proc/\(process)/task"
    return try FileManager.default.contentsOfDirectory(atPath: tasks).reduce(0) { sum, task in
      let text = try? String(contentsOfFile: "\(tasks)/\(task)/schedstat", encoding: .utf8)
      return sum + (text?.split(separator: " ").first.flatMap { Double($0) } ?? 0) * 1e-9
    }
  }

  /// The most memory that another process has had at once, in bytes (proc(5), `VmHWM`).
  static func peakMemory(of process: Int32) throws -> Double {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let words = line?.split(whereSeparator: \.isWhitespace) ?? []
    guard words.count > 1, let kilobytes = Double(words[1]) else {
      throw Unexpected("/proc does not say how much memory process \(process) had")
    }
    return kilobytes * 1_024
  }
}
