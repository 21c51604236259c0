import SchakelStore

/// The region's database. Everything about one change is one row in `log` and one in `document`;
/// all else is written once for a run or a push.
///
/// - Rows of the log and documents have the space's number in the upper bits of their key and their
///   own in the lower forty, so that a space's rows lie together and need no index.
/// - 64-bit identifiers are stored as SQLite's signed integers with the same bits. They are only
///   ever compared for equality, but for a stream's replica and incarnation, which are looked up by
///   the one and listed by the other.
/// - Where a dot lies in the log is found through `run`: changes of a run follow each other both
///   in the stream and in the log, so that one row serves them all.
/// - The entries of one document are a linked list (`previous`), read from its latest backwards.
enum Schema {
  /// "SckR", in the file's header.
  static let applicationID: Int32 = 0x5363_6b52

  /// The lower bits of a key, in which the position or the document's number stands.
  static let numberBits: Int64 = 40

  /// The greatest number of a space: the next one still has keys.
  static let greatestSpace: Int64 = 1 << (62 - numberBits)

  /// The key of a row of the log or of a document.
  static func key(_ space: Int64, _ number: UInt64) -> Int64 {
    space << numberBits | Int64(clamping: number)
  }

  static func number(of key: Int64) -> UInt64 { UInt64(key & (1 << numberBits - 1)) }
  static func space(of key: Int64) -> Int64 { key >> numberBits }

  static let migrations = [
    Migration(1, "the region") { connection throws(SQLiteError) in
      try connection.execute(people)
      try connection.execute(spaces)
      try connection.execute(log)
      try connection.execute(refusals)
      try connection.execute(conflicts)
      try connection.execute(erasures)
      try connection.execute(outOfUse)
      try connection.execute(retention)
      try connection.execute(backups)
    }
  ]

  private static let people = """
    CREATE TABLE region (
      one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL, epoch INTEGER NOT NULL,
      created INTEGER NOT NULL, commits INTEGER NOT NULL DEFAULT 0,
      unswept INTEGER NOT NULL DEFAULT 0, closed INTEGER NOT NULL DEFAULT 0,
      ledger INTEGER NOT NULL DEFAULT 0, ledger_hash BLOB
    ) STRICT;
    CREATE TABLE person (
      id INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
      created INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE device (
      replica INTEGER PRIMARY KEY, person INTEGER NOT NULL, name TEXT NOT NULL,
      public_key BLOB NOT NULL, status INTEGER NOT NULL, created INTEGER NOT NULL,
      decided INTEGER NOT NULL, decided_by INTEGER, last_contact INTEGER, agent TEXT NOT NULL,
      emptied INTEGER
    ) STRICT;
    CREATE INDEX device_person ON device (person);
    CREATE TABLE token (
      number INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, replica INTEGER NOT NULL,
      born INTEGER NOT NULL, used INTEGER
    ) STRICT;
    CREATE INDEX token_replica ON token (replica);
    CREATE TABLE invitation (
      code BLOB PRIMARY KEY, person INTEGER NOT NULL, space INTEGER NOT NULL,
      role INTEGER NOT NULL, created INTEGER NOT NULL, expires INTEGER NOT NULL, used INTEGER,
      replica INTEGER, maker INTEGER, maker_device INTEGER
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX invitation_maker ON invitation (maker) WHERE maker IS NOT NULL;
    CREATE TABLE member (
      space INTEGER NOT NULL, person INTEGER NOT NULL, role INTEGER NOT NULL, actor INTEGER,
      time INTEGER NOT NULL, changed INTEGER NOT NULL, PRIMARY KEY (space, person)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX member_person ON member (person);
    CREATE INDEX member_changed ON member (space, changed);
    """

  private static let spaces = """
    CREATE TABLE space (
      number INTEGER PRIMARY KEY, id INTEGER NOT NULL UNIQUE, name TEXT NOT NULL,
      created INTEGER NOT NULL, epoch INTEGER NOT NULL, position INTEGER NOT NULL,
      hash BLOB NOT NULL, digest INTEGER NOT NULL, documents INTEGER NOT NULL,
      last_document INTEGER NOT NULL, changes INTEGER NOT NULL, voids INTEGER NOT NULL,
      forks INTEGER NOT NULL, waiting INTEGER NOT NULL, checkpoint INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE epoch (
      space INTEGER NOT NULL, epoch INTEGER NOT NULL, last INTEGER, PRIMARY KEY (space, epoch)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE stream (
      number INTEGER PRIMARY KEY, space INTEGER NOT NULL, replica INTEGER NOT NULL,
      incarnation INTEGER NOT NULL, counter INTEGER NOT NULL, tip BLOB NOT NULL,
      UNIQUE (space, replica, incarnation)
    ) STRICT;
    CREATE TABLE incarnation (
      replica INTEGER NOT NULL, incarnation INTEGER NOT NULL, status INTEGER NOT NULL,
      previous INTEGER, seen INTEGER NOT NULL, changes INTEGER NOT NULL, decided_by INTEGER,
      decided INTEGER, PRIMARY KEY (replica, incarnation)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX incarnation_waiting ON incarnation (seen) WHERE status = 0;
    CREATE TABLE run (
      stream INTEGER NOT NULL, first INTEGER NOT NULL, position INTEGER NOT NULL,
      before BLOB NOT NULL, PRIMARY KEY (stream, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE void (
      stream INTEGER NOT NULL, counter INTEGER NOT NULL, position INTEGER NOT NULL,
      digest BLOB NOT NULL, PRIMARY KEY (stream, counter)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE fork (
      stream INTEGER NOT NULL, counter INTEGER NOT NULL, tip BLOB NOT NULL,
      received INTEGER NOT NULL, run BLOB NOT NULL, PRIMARY KEY (stream, counter, tip)
    ) STRICT;
    """

  /// What was refused, by the day.
  private static let refusals = """
    CREATE TABLE refusal (
      space INTEGER NOT NULL, day INTEGER NOT NULL, voids INTEGER NOT NULL,
      forks INTEGER NOT NULL, PRIMARY KEY (space, day)
    ) STRICT, WITHOUT ROWID;
    """

  /// What is on record: one row for each time that versions met in a field.
  private static let conflicts = """
    CREATE TABLE conflict (
      space INTEGER NOT NULL, found INTEGER NOT NULL, field TEXT NOT NULL, id INTEGER NOT NULL,
      open INTEGER NOT NULL, severity INTEGER NOT NULL, record BLOB NOT NULL,
      PRIMARY KEY (space, found, field, id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX conflict_id ON conflict (id);
    CREATE INDEX conflict_open ON conflict (space, found) WHERE open = 1;
    CREATE INDEX conflict_awaited ON conflict (space) WHERE open = 1 AND severity = 1;
    """

  /// What must go. `erased` has each change that an order names, whether or not it is here: should it
  /// come, or come again, its words are not taken. `position` is that of the order. `erased_document` has
  /// the documents of requests that are about many; `unfollowed` the requests of which nobody has looked
  /// yet what others made of what went.
  private static let erasures = """
    CREATE TABLE erasure (
      number INTEGER PRIMARY KEY, kind INTEGER NOT NULL, subject BLOB NOT NULL,
      ground TEXT NOT NULL, requested_by INTEGER NOT NULL, requested INTEGER NOT NULL,
      status INTEGER NOT NULL, decided_by INTEGER, decided INTEGER
    ) STRICT;
    CREATE INDEX erasure_subject ON erasure (kind, subject) WHERE status = 1;
    CREATE TABLE erased_document (
      document BLOB PRIMARY KEY, request INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE unfollowed (request INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE erased (
      space INTEGER NOT NULL, replica INTEGER NOT NULL, incarnation INTEGER NOT NULL,
      counter INTEGER NOT NULL, request INTEGER NOT NULL, position INTEGER NOT NULL,
      PRIMARY KEY (space, replica, incarnation, counter)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE erasure_order (
      space INTEGER NOT NULL, position INTEGER NOT NULL, request INTEGER NOT NULL,
      PRIMARY KEY (space, position)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE obedience (
      space INTEGER NOT NULL, replica INTEGER NOT NULL, epoch INTEGER NOT NULL,
      position INTEGER NOT NULL, mark INTEGER NOT NULL, signature BLOB NOT NULL,
      received INTEGER NOT NULL, PRIMARY KEY (space, replica)
    ) STRICT, WITHOUT ROWID;
    """

  /// What came of devices that were out of use, until a coordinator has decided, under the keys of its void
  /// entries, or of the changes that said it again before it came, with the key of the last change that did;
  /// and how far their streams had come before.
  private static let outOfUse = """
    CREATE TABLE held (
      key INTEGER PRIMARY KEY, replica INTEGER NOT NULL, incarnation INTEGER NOT NULL,
      counter INTEGER NOT NULL, check4 INTEGER NOT NULL, received INTEGER NOT NULL, document BLOB,
      bytes BLOB, outcome INTEGER NOT NULL, decided_by INTEGER, decided INTEGER, successor BLOB,
      release_key INTEGER
    ) STRICT;
    CREATE INDEX held_dot ON held (replica, incarnation, counter, outcome);
    CREATE INDEX held_awaiting ON held (key) WHERE outcome = 0 AND bytes IS NOT NULL;
    CREATE INDEX held_successor ON held (document) WHERE successor IS NOT NULL;
    CREATE INDEX held_release ON held (release_key) WHERE release_key IS NOT NULL;
    CREATE TABLE accepted (
      space INTEGER NOT NULL, replica INTEGER NOT NULL, incarnation INTEGER NOT NULL,
      counter INTEGER NOT NULL, tip BLOB NOT NULL, PRIMARY KEY (space, replica, incarnation)
    ) STRICT, WITHOUT ROWID;
    """

  /// How long kinds are kept, in days; the list of the last preview, by the keys of documents and the last
  /// entry about each; and whether the region goes on by itself.
  private static let retention = """
    CREATE TABLE retention (
      space INTEGER NOT NULL, kind TEXT NOT NULL, days INTEGER, decided_by INTEGER NOT NULL,
      decided INTEGER NOT NULL, PRIMARY KEY (space, kind)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE retention_preview (
      one INTEGER PRIMARY KEY CHECK (one = 1), token BLOB NOT NULL, time INTEGER NOT NULL,
      epoch INTEGER NOT NULL, terms BLOB NOT NULL
    ) STRICT;
    CREATE TABLE retention_due (key INTEGER PRIMARY KEY, latest INTEGER NOT NULL) STRICT;
    CREATE TABLE retention_daily (
      one INTEGER PRIMARY KEY CHECK (one = 1), person INTEGER NOT NULL, ground TEXT NOT NULL,
      since INTEGER NOT NULL, last_run INTEGER NOT NULL, epoch INTEGER NOT NULL,
      terms BLOB NOT NULL
    ) STRICT;
    """

  /// What came of the copies that a server makes by itself.
  private static let backups = """
    CREATE TABLE backup (
      content INTEGER PRIMARY KEY, attempted INTEGER NOT NULL, done INTEGER, next INTEGER,
      problem TEXT
    ) STRICT;
    """

  private static let log = """
    CREATE TABLE log (
      key INTEGER PRIMARY KEY, tag INTEGER NOT NULL, stream INTEGER NOT NULL,
      counter INTEGER NOT NULL, received INTEGER NOT NULL, document INTEGER NOT NULL,
      previous INTEGER NOT NULL, check4 INTEGER NOT NULL, mark INTEGER NOT NULL,
      bytes BLOB NOT NULL
    ) STRICT;
    CREATE TABLE document (
      key INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, share INTEGER NOT NULL,
      latest INTEGER NOT NULL, waiting INTEGER NOT NULL, receipts BLOB NOT NULL,
      born INTEGER NOT NULL, state BLOB NOT NULL, ledger BLOB NOT NULL
    ) STRICT;
    CREATE TABLE waiting (
      key INTEGER PRIMARY KEY, document INTEGER NOT NULL, link BLOB NOT NULL
    ) STRICT;
    CREATE INDEX waiting_document ON waiting (document);
    """
}
