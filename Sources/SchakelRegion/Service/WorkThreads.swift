import Dispatch

/// Threads for work that takes milliseconds at a time, beside those on which all else goes on: tasks there
/// have turns in the order in which they come, and give no turn back before they wait for something, so
/// that a question would wait for whatever large push came before it. Between threads the kernel shares.
final class WorkThreads: TaskExecutor {
  private let queue: DispatchQueue

  /// Of a lesser quality of service than that of tasks, which have threads of their own by that.
  init(label: String) {
    queue = DispatchQueue(label: label, qos: .utility, attributes: .concurrent)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // unsafe: the closure holds this executor for as long as the job runs on it.
    queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
