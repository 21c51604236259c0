/// The tables of a replica on a device.
///
/// A local edit touches few pages, because each of them is written and synced with every commit:
/// those of the change and of the document. The space's row is not among them: where the space
/// stands after a change that was made here is said in that change's own row (`SpaceRow`).
/// There is no outbox table (what lies past the acknowledged counter is the outbox), no index of
/// changes by document (each names the one before it), and no row for the search index unless an
/// indexed document changed.
enum ReplicaSchema {
  /// "Skkl": this file is a replica, not the server's store.
  static let applicationID: Int32 = 0x536b_6b6c

  static let tables = """
    CREATE TABLE meta(
      key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

    -- left_at: since when the person is in the space no more, milliseconds since 1970 (UTC): nothing of
    -- it is here but the own streams' places and what is in the tray. differs_since, recovers_at,
    -- difference_since: since when the region holds other documents, when to look for what it lost, and
    -- since when the difference is the one it is; milliseconds, too.
    CREATE TABLE space_rows(
      no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, name TEXT NOT NULL, role INTEGER NOT NULL,
      stream INTEGER NOT NULL, counter INTEGER NOT NULL, acknowledged INTEGER NOT NULL,
      tip BLOB NOT NULL, clock INTEGER NOT NULL, digest INTEGER NOT NULL,
      documents INTEGER NOT NULL, epoch BLOB, position INTEGER NOT NULL, log_hash BLOB,
      head_position INTEGER NOT NULL, head_digest INTEGER NOT NULL, synchronised_at INTEGER,
      bootstrap BLOB, doubt INTEGER NOT NULL DEFAULT 0, difference INTEGER, left_at INTEGER,
      held INTEGER NOT NULL DEFAULT 0, differs_since INTEGER, recovers_at INTEGER,
      difference_since INTEGER);

    CREATE TABLE streams(
      no INTEGER PRIMARY KEY, space INTEGER NOT NULL, writer BLOB NOT NULL,
      own INTEGER NOT NULL, counter INTEGER NOT NULL, acknowledged INTEGER NOT NULL,
      tip BLOB NOT NULL, acknowledged_tip BLOB NOT NULL, seal_counter INTEGER, seal_tip BLOB, seal_signature BLOB,
      UNIQUE(space, writer));
    CREATE INDEX streams_own ON streams(space) WHERE own = 1;
    -- Others' streams of which more is here than the region has shown: from bundles.
    CREATE INDEX streams_held ON streams(space) WHERE own = 0 AND counter > acknowledged;
    -- Earlier seals of others' streams, by the keys of the changes that they end at: where what is
    -- handed in can be cut.
    CREATE TABLE seals(key INTEGER PRIMARY KEY, tip BLOB NOT NULL, signature BLOB NOT NULL);

    -- key: the stream's number, shifted left by 40 bits, and the counter. link: of the stream's
    -- chain there, whole, or its first four bytes where the region sent no more. clock, digest,
    -- documents: those of the space after a change that was made here; null in all others.
    CREATE TABLE changes(
      key INTEGER PRIMARY KEY, document INTEGER, previous INTEGER, link BLOB NOT NULL,
      received INTEGER, clock INTEGER, digest INTEGER, documents INTEGER, bytes BLOB NOT NULL);

    -- The spaces as they are: with what the last change that was made here says of them.
    CREATE VIEW spaces AS
      SELECT s.no, s.id, s.name, s.role, s.stream,
        coalesce(c.key & 0xffffffffff, s.counter) AS counter, s.acknowledged,
        coalesce(c.link, s.tip) AS tip, coalesce(c.clock, s.clock) AS clock,
        coalesce(c.digest, s.digest) AS digest, coalesce(c.documents, s.documents) AS documents,
        s.epoch, s.position, s.log_hash, s.head_position, s.head_digest, s.synchronised_at,
        s.bootstrap, s.doubt, s.difference, s.left_at, s.held, s.differs_since, s.recovers_at,
        s.difference_since
      FROM space_rows s LEFT JOIN changes c ON c.key = (
        SELECT max(key) FROM changes WHERE key > (s.stream << 40 | s.counter)
          AND key <= (s.stream << 40 | 0xffffffffff) AND clock IS NOT NULL);

    CREATE TABLE documents(
      no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, space INTEGER NOT NULL,
      kind TEXT, author BLOB, area TEXT, day TEXT, changed INTEGER NOT NULL, own INTEGER,
      latest INTEGER, share INTEGER NOT NULL, marks INTEGER NOT NULL, state BLOB NOT NULL);
    -- Most documents have no mark, and cost nothing here.
    CREATE INDEX documents_marked ON documents(marks) WHERE marks <> 0;

    CREATE TABLE drafts(
      no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, fields BLOB NOT NULL,
      created INTEGER NOT NULL, changed INTEGER NOT NULL, origin BLOB);

    -- Changes, and refusals of changes, whose context is not here yet.
    CREATE TABLE waiting(
      key INTEGER PRIMARY KEY, document BLOB NOT NULL, void_previous INTEGER);
    CREATE INDEX waiting_document ON waiting(document);

    -- Others' runs, sealed, that a bundle brought before what comes before them in their streams
    -- (KeptRun); several for one place, of which at most one is what was sealed. digest: of the run.
    -- kept: when, milliseconds since 1970.
    CREATE TABLE early_runs(
      no INTEGER PRIMARY KEY, stream INTEGER NOT NULL, first INTEGER NOT NULL,
      last INTEGER NOT NULL, digest BLOB NOT NULL, kept INTEGER NOT NULL, run BLOB NOT NULL,
      UNIQUE(stream, digest));
    CREATE INDEX early_runs_first ON early_runs(stream, first);

    -- Others' runs of which a bundle brought more than can be taken here: as they came (KeptRun), to
    -- be handed in.
    CREATE TABLE stopped_runs(
      stream INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, run BLOB NOT NULL,
      PRIMARY KEY(stream, first, last));

    -- The spaces in which orders to erase were obeyed that the region was not told of yet.
    CREATE TABLE obeyed(space INTEGER PRIMARY KEY);

    -- Up to where a device that is out of use was told the orders to erase of a space: it follows no log.
    CREATE TABLE told_orders(
      space INTEGER PRIMARY KEY, epoch BLOB NOT NULL, position INTEGER NOT NULL, mark INTEGER NOT NULL);

    -- What orders to erase named: should a bundle bring it, its words are not taken.
    CREATE TABLE erased(
      space INTEGER NOT NULL, writer BLOB NOT NULL, counter INTEGER NOT NULL,
      document BLOB NOT NULL, PRIMARY KEY(space, writer, counter, document)) WITHOUT ROWID;

    -- Own changes that wait for what gave way, and were written again under other dots.
    CREATE TABLE rewritten(key INTEGER PRIMARY KEY);

    CREATE TABLE receipts(key INTEGER PRIMARY KEY, received INTEGER NOT NULL);

    -- Own changes that the region refused, or that were not handed in when the person left their space,
    -- with their content, until their writer decides. reason: TrayCode. kind: of their document, where
    -- that is here no more.
    CREATE TABLE tray(
      key INTEGER PRIMARY KEY, space INTEGER NOT NULL, document BLOB, reason INTEGER NOT NULL,
      noticed INTEGER NOT NULL, bytes BLOB NOT NULL, link BLOB NOT NULL, kind TEXT);

    CREATE TABLE voids(
      key INTEGER PRIMARY KEY, document BLOB, previous INTEGER NOT NULL, link BLOB NOT NULL,
      reason INTEGER NOT NULL, received INTEGER NOT NULL, signature BLOB NOT NULL);

    -- What is known better of a refusal's document than its signed entry says. Where that names none,
    -- since the change could not be read: what a change that builds on it tells. Empty where the
    -- region, put back, does not have the document that it names.
    CREATE TABLE void_places(
      key INTEGER PRIMARY KEY, document BLOB NOT NULL, previous INTEGER NOT NULL);
    CREATE VIEW placed_voids AS
      SELECT v.key, v.link, nullif(coalesce(p.document, v.document), x'') AS document,
        coalesce(p.previous, v.previous) AS previous, v.reason, v.received
      FROM voids v LEFT JOIN void_places p ON p.key = v.key;

    -- While all documents are compared: refusals that the region has not told again yet, and the
    -- documents in which there is nothing but refusals.
    CREATE TABLE doubted_voids(key INTEGER PRIMARY KEY, space INTEGER NOT NULL);
    CREATE TABLE doubted_shells(
      space INTEGER NOT NULL, document BLOB NOT NULL, PRIMARY KEY(space, document)) WITHOUT ROWID;

    -- Dots that were given out twice. link: of the change that was here, its first four bytes as a
    -- number, -1 where nothing is known of it. gave_way: 1 where it left the documents for another.
    CREATE TABLE forks(
      no INTEGER PRIMARY KEY, space INTEGER NOT NULL, writer BLOB NOT NULL,
      counter INTEGER NOT NULL, link INTEGER NOT NULL, gave_way INTEGER NOT NULL,
      noticed INTEGER NOT NULL, bytes BLOB, UNIQUE(space, writer, counter, link));

    -- Streams, this device's earlier ones among them, of which the region has other changes than this
    -- replica: what is here is handed in, so that the region says from where on they differ; agreed: they do not up to there.
    CREATE TABLE disputed(
      space INTEGER NOT NULL, writer BLOB NOT NULL, agreed INTEGER NOT NULL,
      PRIMARY KEY(space, writer)) WITHOUT ROWID;

    -- Streams of which the region takes nothing before a coordinator has agreed: their device's database
    -- was copied or put back. This device's own, and others' that were to be handed in.
    CREATE TABLE unadmitted(
      space INTEGER NOT NULL, writer BLOB NOT NULL, PRIMARY KEY(space, writer)) WITHOUT ROWID;

    -- Documents whose state must be built anew from the region's history. tried: where
    -- the region's history did not suffice, from which position on it is asked again (HistoryRetry).
    CREATE TABLE rebuilds(
      document BLOB PRIMARY KEY, space INTEGER NOT NULL, tried INTEGER) WITHOUT ROWID;

    -- Pages of documents' histories, the latest changes first, until the last page has come. token:
    -- what the next is asked for with. came: when, in milliseconds since 1970 (UTC).
    CREATE TABLE history_pages(
      document BLOB NOT NULL, page INTEGER NOT NULL, space INTEGER NOT NULL, came INTEGER NOT NULL,
      token BLOB NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY(document, page));

    -- The region's last signed word, for each space, that it has what was pushed.
    CREATE TABLE push_receipts(
      space INTEGER PRIMARY KEY, epoch BLOB NOT NULL, position INTEGER NOT NULL,
      hash BLOB NOT NULL, time INTEGER NOT NULL, signature BLOB NOT NULL);

    -- The region's signed words on its logs (LogEntry.Checkpoint), in the order in which they were read:
    -- entries as they stood there. doubted: 1 where the log has turned out to be another since.
    CREATE TABLE checkpoints(
      no INTEGER PRIMARY KEY, space INTEGER NOT NULL, position INTEGER NOT NULL,
      epoch BLOB NOT NULL, time INTEGER NOT NULL, doubted INTEGER NOT NULL, bytes BLOB NOT NULL,
      UNIQUE(space, position));
    -- Those that did not hold (CheckpointFault).
    CREATE TABLE refused_checkpoints(
      no INTEGER PRIMARY KEY, space INTEGER NOT NULL, position INTEGER NOT NULL,
      noticed INTEGER NOT NULL, fault INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE(space, bytes));

    -- That the region's log is not the one which was read here any more (PastChange): how far that
    -- was read, and the last checkpoint of it.
    CREATE TABLE past_changes(
      no INTEGER PRIMARY KEY, space INTEGER NOT NULL, noticed INTEGER NOT NULL,
      epoch BLOB NOT NULL, position INTEGER NOT NULL, hash BLOB NOT NULL, epoch_after BLOB,
      checkpoint BLOB);
    -- Where this replica was when it forgot its cursor by itself, until it has another.
    CREATE TABLE left_places(
      space INTEGER PRIMARY KEY, epoch BLOB NOT NULL, position INTEGER NOT NULL,
      hash BLOB NOT NULL);

    -- What became of versions that this device's person wrote, for that person to be told: one row for
    -- each version. sort, by, others: VersionNotice. change: the key of what did it, if that is here;
    -- its words are read from there, and go with it. No words are kept here.
    CREATE TABLE notices(
      no INTEGER PRIMARY KEY, space INTEGER NOT NULL, document BLOB NOT NULL, field TEXT NOT NULL,
      writer BLOB NOT NULL, counter INTEGER NOT NULL, place INTEGER NOT NULL, sort INTEGER NOT NULL,
      person BLOB NOT NULL, others BLOB NOT NULL, change INTEGER, noticed INTEGER NOT NULL,
      seen INTEGER NOT NULL DEFAULT 0, UNIQUE(document, field, writer, counter, place));

    CREATE TABLE people(person BLOB PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID;
    -- actor: the coordinator who gave the role, where the log said so.
    CREATE TABLE members(
      space INTEGER NOT NULL, person BLOB NOT NULL, role INTEGER NOT NULL, actor BLOB,
      PRIMARY KEY(space, person)) WITHOUT ROWID;
    CREATE TABLE devices(
      space INTEGER NOT NULL, replica BLOB NOT NULL, person BLOB NOT NULL,
      public_key BLOB NOT NULL, status INTEGER NOT NULL, actor BLOB, time INTEGER NOT NULL,
      PRIMARY KEY(space, replica)) WITHOUT ROWID;

    -- Indexed documents that changed since; new ones are those past the mark in meta.
    CREATE TABLE unindexed(document INTEGER PRIMARY KEY);
    \(search);
    """

  static let search = """
    CREATE VIRTUAL TABLE search USING fts5(
      title, text, tokenize = "unicode61 remove_diacritics 2")
    """
}

extension ReplicaSchema {
  /// Forward only; each runs in a transaction of its own.
  static let migrations = [
    Migration(1, "the first tables") { connection throws(SQLiteError) in
      try connection.execute(tables)
    }
  ]
}
