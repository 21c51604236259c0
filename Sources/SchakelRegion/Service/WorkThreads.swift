import Dispatch

/// Threads for work that takes milliseconds at a time, beside those on which all else goes on: tasks there
/// have turns in the order in which they come, and give no turn back before they wait for something, so
/// that a question would wait for whatever large push came before it. Between threads the kernel shares.
final class WorkThreads: TaskExecutor {
  private let queue: DispatchQueue

  init(label: String) { queue = DispatchQueue(label: label, qos: .utility, attributes: .concurrent) }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
