import SchakelCore
import SchakelTesting
import Synchronization

/// Looks at every byte that leaves a device, and at every answer that one gets.
final class Watch: Sendable {
  /// A word that only drafts have which are never shared.
  static let secret = "geheim"

  private let seen = Mutex<[String]>([])
  /// The spaces of which each device is to hear nothing but what it is to erase: its person left, or it
  /// is out of use.
  private let left = Mutex<[Int: Set<SpaceID>]>([:])

  func close(_ spaces: [Int: Set<SpaceID>]) { left.withLock { $0 = spaces } }

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

  /// What comes in must be of a space that is open to the device.
  func look(at answer: SyncAnswer, for device: Int) {
    let closed = left.withLock { $0[device] } ?? []
    for space in answer.spaces where closed.contains(space.space) {
      var other = space
      other.entries.removeAll { entry in
        if case .entry(.erasure) = entry { true } else { false }
      }
      // That its own person is in it no more.
      if other.people.count == 1 { other.people.removeAll { $0.role == .none && $0.name.isEmpty } }
      guard other.tellsSomething else { continue }
      find("device \(device) is told of a space that its person has no right to any more")
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
        $0.watchAnswer = { [watch] in
          watch.look(at: $0, for: index, closed: closed)
          watch.look(at: $0, for: index)
        }
      }
    }
    // Elsewhere a region that was put back may have forgotten who left.
    guard decisions != nil else { return }
    var left: [Int: Set<SpaceID>] = [:]
    for index in devices.indices {
      if gone.contains(owners[index]) { left[index] = [region.space] }
      if isOut(index) { left[index] = Set(spaces) }
    }
    watch.close(left)
  }
}
