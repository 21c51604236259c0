import SchakelCore
import SchakelTesting

// Deletions, erasures, and what has its effect later than it came.
extension VectorSuite {
  static func lifecycleRecords() throws -> [Scenario] {
    let note = try Noted()
    let gone = try note.edit(note.bram, .delete)
    let edit = try note.edit(note.carla, .set("title", "c"))
    let other = try note.edit(Pen(0xd4), .set("place", "hoek"))
    let back = try note.edit(note.anna, .restore, after: gone, edit)
    let again = try note.edit(note.anna, .delete, after: gone, edit)
    let seen = try note.edit(note.anna, .restore, after: gone)
    let goneToo = try note.edit(Pen(0xe5), .delete)
    let knowing = try note.edit(Pen(0xf6), .set("title", "f"), after: gone)
    let flag = ["Lifecycle"]
    let stories: [(String, [Written])] = [
      ("deleted, and edited by one who did not know: found", [gone, edit]),
      ("in the other order", [edit, gone]),
      ("settled by a restoration", [gone, edit, back]),
      ("settled by deleting again", [gone, edit, again]),
      ("two edits: joined", [gone, edit, other]),
      ("deleted twice, apart: nothing", [gone, goneToo]),
      ("restored and nothing else: nothing", [gone, seen]),
      ("restored, and deleted by one who did not know", [gone, seen, goneToo]),
      ("edited by one who knew of the deletion", [gone, knowing]),
      ("that again, where it is open: nothing is added", [gone, edit, knowing]),
      ("settled, and opened again by one who did not know", [gone, edit, back, goneToo]),
    ]
    let forgotten = try note.edit(Pen(0xa7), .set("place", "laat"))
    return stories.map { story in
      records(story.0, flag) { log in ([note.made] + story.1).forEach { log.take($0) } }
    } + [
      records("an edit meets a deletion that was erased", flag + ["Erased"]) { log in
        [note.made, gone.erased].forEach { log.take($0) }
        log.erase(gone)
        log.take(forgotten)
      }
    ]
  }

  static func erasedRecords() throws -> [Scenario] {
    let note = try Noted()
    let b = try note.edit(note.bram, .set("title", "b"))
    let c = try note.edit(note.carla, .set("title", "c"))
    let same = try note.edit(Pen(0xd4), .set("title", "b"))
    let settled = try note.settle(note.bram, "bc", after: b, c)
    let late = try note.edit(note.anna, .set("title", "b"), after: b)
    let flag = ["Erased"]
    return [
      records("a version is erased", flag) { log in
        [note.made, b.erased, c].forEach { log.take($0) }
        log.erase(b)
      },
      records("all versions at once, after the settlement", flag) { log in
        [note.made, b.erased, c.erased, settled].forEach { log.take($0) }
        log.erase(b, c)
      },
      records("what is no version is erased: nothing", flag) { log in
        [note.made.erased, b, c].forEach { log.take($0) }
        log.erase(note.made)
      },
      records("two wrote the same, and one of it is gone: found", flag) { log in
        [note.made, b.erased, same].forEach { log.take($0) }
        log.erase(b)
      },
      records("what was erased meets another later", flag) { log in
        [note.made, b.erased].forEach { log.take($0) }
        log.erase(b)
        log.take(same)
        log.take(late)
      },
    ]
  }

  static func lateRecords() throws -> [Scenario] {
    let note = try Noted()
    let b = try note.edit(note.bram, .set("title", "b"))
    let bb = try note.edit(note.bram, .set("place", "hoek"), after: b)
    let c = try note.edit(note.carla, .set("title", "c"))
    let cc = try note.edit(note.carla, .set("place", "plein"), after: c)
    let onB = try note.edit(Pen(0xd4), .set("title", "d"), after: b)
    let stories: [(String, [Written])] = [
      ("what waits has its effect by the entry that it waited for", [note.made, c, bb, b]),
      ("one entry sets all free, in the order of the log", [onB, cc, bb, c, b, note.made]),
      ("the same in another order of the log", [c, b, bb, onB, cc, note.made]),
    ]
    return stories.map { story in
      records(story.0, ["Waiting"]) { log in story.1.forEach { log.take($0) } }
    } + [
      records("a refusal sets free", ["Waiting", "Void"]) { log in
        [note.made, c, onB].forEach { log.take($0) }
        log.refuse(b, previous: 0)
      },
      records("a refused change meets nobody", ["Void"]) { log in
        log.take(note.made)
        log.refuse(b, previous: 0)
        log.take(c)
      },
      records("a document whose beginning was refused has no kind", ["Void"]) { log in
        log.refuse(note.made)
        [b, c].forEach { log.take($0) }
      },
    ]
  }
}
