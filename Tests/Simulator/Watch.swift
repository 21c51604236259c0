import SchakelCore
import SchakelTesting
import Synchronization

/// Looks at every byte that leaves a device, and at every answer that one gets.
final class Watch: Sendable {
  /// A word that only drafts have which are never shared.
  static let secret = "geheim"

  private let seen = Mutex<[String]>([])

  /// What was found, once.
  func takeFindings() -> [String] {
    seen.withLock { seen in
      defer { seen = [] }
      return seen
    }
  }

  /// What goes out must not have a word of a draft in it.
  func look(at bytes: [UInt8], from device: Int?) {
    let word = Array(Self.secret.utf8)
    guard bytes.count >= word.count else { return }
    for start in 0...(bytes.count - word.count)
    where bytes[start] == word[0] && bytes[start..<start + word.count].elementsEqual(word) {
      return find("\(device.map { "device \($0) sends" } ?? "a bundle has") a word of a draft")
    }
  }

  /// What comes in must be of a space that the device's person is in.
  func look(at answer: SyncAnswer, for device: Int, closed: Set<SpaceID>) {
    for space in answer.spaces where closed.contains(space.space) && space.tellsSomething {
      find("device \(device) is told of a space that its person has no right to")
    }
  }

  private func find(_ what: String) { seen.withLock { $0.append(what) } }
}

extension RandomRegion {
  /// Has every device's way to the region watched.
  func watchOver() {
    for (index, device) in devices.enumerated() {
      let isMember = Self.membersOfSecond(people).contains(owners[index])
      let closed = isMember ? [] : Set(spaces.dropFirst())
      device.wire {
        $0.watchRequest = { [watch] in watch.look(at: $0, from: index) }
        $0.watchAnswer = { [watch] in watch.look(at: $0, for: index, closed: closed) }
      }
    }
  }
}
