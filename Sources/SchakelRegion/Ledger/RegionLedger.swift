import SchakelCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The file beside the database that holds what must outlast it: erasures, devices that were revoked,
/// roles, and how far the logs had come.
///
///     let ledger = RegionLedger(path: "/data/region.ledger")
///     let service = try await RegionService(store: store, environment: environment, ledger: ledger)
///
/// A database that somebody puts back has forgotten what was decided since its copy was made, and a
/// person whose words were erased must not come back with it. So each of these decisions stands here
/// too, and is on the disk before the transaction that it belongs to ends. Whoever opens a database that
/// has obeyed fewer of them obeys the rest first.
///
/// *Invariant*: entries are only added, each names the SHA-256 of the one before it, and each is under
/// the region's signature: one that is taken out or altered is noticed, unless it is the last.
///
/// What it does not do: it cannot tell that it is the newest. The operator keeps copies of it apart from
/// the database's, and puts the newest back.
///
/// A file of byte strings (RFC 8742), each `[entry, signature]`. A last one that breaks off was never
/// acknowledged, and is overwritten. Where the power failed while some were being written, anything may
/// stand where these should: what is behind all that the database has obeyed, and is not whole, is cut off
/// (``mended(after:_:)``). Processes on one folder write one after the other, since they do so
/// inside the database's write transaction.
public final class RegionLedger: Sendable {
  /// Where the file is.
  public let path: String
  private let storage: any LedgerStorage
  private let known = Mutex<Tail?>(nil)

  /// Up to where the file was read, or written, by this process.
  private struct Tail {
    var size: Int
    var place: LedgerPlace
  }

  /// What a file holds.
  struct Contents {
    var entries: [LedgerEntry] = []
    /// The place behind each entry, with that of the beginning first.
    var places: [LedgerPlace]
    /// The bytes of whole entries.
    var size = 0
    /// What is the matter with what lies behind them; nil where nothing does, or an entry breaks off.
    var flaw: RegionError?

    /// The entries that a database is still to obey which has obeyed it up to a place; nil where it does
    /// not go on from there.
    func rest(after place: LedgerPlace) -> ArraySlice<LedgerEntry>? {
      if let start = places.firstIndex(of: place) { return entries[start...] }
      guard case .anew(let lost) = entries.first?.content, place.count <= lost.count
      else { return nil }
      return entries[...]
    }
  }

  /// - Parameter path: of the file, which need not be there.
  public convenience init(path: String) { self.init(path: path, storage: LedgerFile(path)) }

  /// One whose bytes lie elsewhere than in a file, or not in a file alone.
  package init(path: String, storage: any LedgerStorage) {
    self.path = path
    self.storage = storage
  }

  private static let label = Array("schakel/ledger/1".utf8)

  /// Where a region's ledger begins: no other region's fits behind it.
  static func beginning(_ environment: RegionEnvironment) -> LedgerPlace {
    LedgerPlace(
      count: 0, hash: environment.hashing.sha256(label + environment.publicKey))
  }

  // MARK: Reading

  /// All of it, checked.
  /// - Throws: `ledger` where an entry is altered, misses, or is another region's; `storage` where the
  ///   file cannot be read.
  func read(_ environment: RegionEnvironment) throws(RegionError) -> Contents? {
    guard let bytes = try storage.read() else { return nil }
    return try whole(of: bytes, environment)
  }

  private func whole(
    of bytes: [UInt8], _ environment: RegionEnvironment
  ) throws(RegionError) -> Contents {
    let contents = contents(of: bytes, environment)
    if let flaw = contents.flaw { throw flaw }
    return contents
  }

  private func contents(of bytes: [UInt8], _ environment: RegionEnvironment) -> Contents {
    var contents = Contents(places: [Self.beginning(environment)])
    do throws(RegionError) {
      while contents.size < bytes.count {
        guard let frame = try Self.frame(in: bytes, at: contents.size) else { break }
        let (entry, place) = try check(frame.bytes, after: contents, environment)
        contents.entries.append(entry)
        contents.places.append(place)
        contents.size = frame.end
      }
    } catch {
      contents.flaw = error
    }
    return contents
  }

  /// The bytes of its whole entries, checked; nil where there is no file. An entry that is being written is
  /// not among them.
  func wholeEntries(_ environment: RegionEnvironment) throws(RegionError) -> [UInt8]? {
    guard let bytes = try storage.read() else { return nil }
    return Array(bytes.prefix(try whole(of: bytes, environment).size))
  }

  /// The byte string at a place, or nil where the file breaks off in it.
  private static func frame(
    in bytes: [UInt8], at start: Int
  ) throws(RegionError) -> (bytes: [UInt8], end: Int)? {
    var reader = CBORReader(bytes, in: start..<bytes.count)
    do throws(CBORError) {
      let range = try reader.byteStringRange()
      return (bytes: Array(bytes[range]), end: range.upperBound)
    } catch {
      if error.code == .truncated { return nil }
      throw .ledgerAltered("what stands at byte \(start) is no entry")
    }
  }

  private func check(
    _ bytes: [UInt8], after contents: Contents, _ environment: RegionEnvironment
  ) throws(RegionError) -> (LedgerEntry, LedgerPlace) {
    let number = contents.entries.count + 1
    let (signed, signature, entry, previous) = try Self.parts(of: bytes, number)
    guard environment.verify(environment.publicKey, Self.label + signed, signature) else {
      throw .ledgerAltered("entry \(number) is not signed by this region")
    }
    guard previous == contents.places.last?.hash else {
      throw .ledgerAltered("entry \(number) does not follow from the one before it")
    }
    let hash = environment.hashing.sha256(signed)
    var before = contents.places.last?.count ?? 0
    if number == 1, case .anew(let place) = entry.content { before = place.count }
    return (entry, LedgerPlace(count: before + 1, hash: hash))
  }

  private static func parts(
    of bytes: [UInt8], _ number: Int
  ) throws(RegionError) -> (
    signed: [UInt8], signature: [UInt8], entry: LedgerEntry, previous: Digest
  ) {
    do throws(CBORError) {
      var reader = CBORReader(bytes)
      try reader.arrayHead(exactly: 2)
      let signed = try reader.byteString()
      let signature = try reader.byteString(count: Seal.signatureBytes)
      try reader.finish()
      let (entry, previous) = try LedgerEntry.read(signed)
      return (signed, signature, entry, previous)
    } catch {
      throw .ledgerAltered("entry \(number) cannot be read, \(error)")
    }
  }

  // MARK: Writing

  /// What is there is on the disk when this returns: a process that ended between writing and flushing
  /// leaves entries that all can read, and that a loss of power could still take away.
  func flush() throws(RegionError) { try storage.flush() }

  /// As ``read(_:)``, but cuts off what is not whole behind all that a database has obeyed which was not put
  /// back: it was being written when the power failed, and the transaction that it belonged to did not
  /// end. All of it as it was is kept aside: of a ledger that was brought from elsewhere, and is damaged,
  /// nobody can tell which of the two it is.
  func mended(
    after place: LedgerPlace, _ environment: RegionEnvironment
  ) throws(RegionError) -> Contents? {
    guard let bytes = try storage.read() else { return nil }
    var contents = contents(of: bytes, environment)
    guard let flaw = contents.flaw else { return contents }
    guard contents.places.contains(place) else { throw flaw }
    try storage.keepAside(bytes)
    try storage.write([], at: contents.size)
    contents.flaw = nil
    return contents
  }

  /// Where it ends; nil where there is none.
  func end(_ environment: RegionEnvironment) throws(RegionError) -> LedgerPlace? {
    let size = storage.size()
    if let tail = known.withLock(\.self), tail.size == size { return tail.place }
    guard let contents = try read(environment), let place = contents.places.last else {
      known.withLock { $0 = nil }
      return nil
    }
    known.withLock { $0 = Tail(size: contents.size, place: place) }
    return place
  }

  /// Adds entries behind the last, and returns once they are on the disk.
  func append(
    _ contents: [LedgerEntry.Content], _ environment: RegionEnvironment
  ) throws(RegionError) -> LedgerPlace {
    var place = try end(environment) ?? Self.beginning(environment)
    let start = known.withLock(\.self)?.size ?? 0
    let bytes = frames(contents, after: &place, environment)
    try storage.write(bytes, at: start)
    known.withLock { [place] in $0 = Tail(size: start + bytes.count, place: place) }
    return place
  }

  /// Puts another ledger in the place of this one, whole or not at all: it was obeyed up to `lost`.
  func replace(
    after lost: LedgerPlace, with contents: [LedgerEntry.Content], _ environment: RegionEnvironment
  ) throws(RegionError) -> LedgerPlace {
    var place = Self.beginning(environment)
    let bytes = frames([.anew(lost)] + contents, after: &place, environment)
    try storage.replace(with: bytes)
    known.withLock { [place] in $0 = Tail(size: bytes.count, place: place) }
    return place
  }

  private func frames(
    _ contents: [LedgerEntry.Content], after place: inout LedgerPlace,
    _ environment: RegionEnvironment
  ) -> [UInt8] {
    var out = CBORWriter()
    for content in contents {
      let signed = LedgerEntry(time: environment.now(), content: content).encoded(after: place.hash)
      var frame = CBORWriter()
      frame.arrayHead(2)
      frame.byteString(signed)
      frame.byteString(environment.sign(Self.label + signed))
      out.byteString(frame.bytes)
      if case .anew(let lost) = content { place = lost }
      place = LedgerPlace(count: place.count + 1, hash: environment.hashing.sha256(signed))
    }
    return out.bytes
  }
}

extension RegionError {
  static func ledgerAltered(_ what: String) -> RegionError {
    RegionError(
      .ledger,
      "the ledger beside the database is not whole: \(what); put the newest copy of region.ledger back; "
        + "should there be none, and was this database not put back from a backup, take the file away: it "
        + "is written again from the database, which has obeyed it")
  }

  static let ledgerMissing = RegionError(
    .ledgerMissing,
    "this database was put back, and the ledger of what was erased and revoked since is not beside it: "
      + "put the newest copy of region.ledger there, or accept that it is lost with --accept-missing-ledger"
  )

  static let ledgerOlder = RegionError(
    .ledgerMissing,
    "the ledger beside this database is older than the database: put a newer copy of region.ledger there, "
      + "or accept that it is lost with --accept-missing-ledger")

  static let closed = RegionError(
    .closed,
    "this region was put back without its ledger, and gives nothing out until a coordinator opens it: what "
      + "is on the device stays there meanwhile")
}
