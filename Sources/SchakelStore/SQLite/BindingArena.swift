/// Memory in which a statement keeps the text and blobs bound to it.
///
/// SQLite offers to copy each value itself (SQLITE_TRANSIENT), at the price of an allocation each,
/// or to trust that the bytes stay (SQLITE_STATIC, https://www.sqlite.org/c3ref/bind_blob.html).
/// Here they stay: the arena belongs to the statement and is freed after it is finalised, it never
/// moves, and a byte handed out is not written again before `clear`, which only `reset` calls.
/// After that the old pointers dangle into other values' bytes, but SQLite does not read a binding
/// outside a run, and no run starts before every parameter was bound anew.
///
/// What does not fit is not placed, and then bound as SQLITE_TRANSIENT.
///
/// Unsafe: `place` checks the bytes against what is left of the one allocation.
@safe struct BindingArena: ~Copyable {
  /// Enough for the rows of a note with its twelve fields.
  static let capacity = 4_096

  private var base: UnsafeMutableRawPointer?
  private var used = 0

  init() {}

  deinit {
    unsafe base?.deallocate()
  }

  /// Copies the bytes and says where they are now; nil when there is no room.
  mutating func place(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawPointer? {
    guard bytes.count <= Self.capacity - used else { return nil }
    let start = unsafe base ?? .allocate(byteCount: Self.capacity, alignment: 16)
    unsafe base = start
    let place = unsafe start + used
    if let source = bytes.baseAddress {
      unsafe place.copyMemory(from: source, byteCount: bytes.count)
    }
    used += bytes.count
    return UnsafeRawPointer(place)
  }

  mutating func clear() {
    used = 0
  }
}
