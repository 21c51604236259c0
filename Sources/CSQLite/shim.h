#pragma once
#include <sqlite3.h>

/// Swift imports no variadic C functions; this is the one call of sqlite3_db_config we make.
/// Closing the last connection then leaves the write-ahead log as it is.
/// https://www.sqlite.org/c3ref/c_dbconfig_defensive.html#sqlitedbconfignockptonclose
static inline int schakel_sqlite3_keep_log_on_close(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}

/// Why a write to the write-ahead log, the journal or the database last failed: the system's number, or 0.
/// sqlite3_system_errno does not say it of a commit (as of SQLite 3.40).
/// https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html#sqlitefcntllasterrno
static inline int schakel_sqlite3_last_errno(sqlite3 *database) {
  sqlite3_file *log = 0;
  int number = 0;
  int code = sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (code == SQLITE_OK && log && log->pMethods) {
    log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &number);
  }
  if (number == 0) sqlite3_file_control(database, "main", SQLITE_FCNTL_LAST_ERRNO, &number);
  return number;
}

/// Flushes the write-ahead log, or the journal; SQLITE_OK where there is none. The file is SQLite's own,
/// with the locks that hang on it, so that no other descriptor of it has to be closed.
/// https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html#sqlitefcntljournalpointer
static inline int schakel_sqlite3_flush_log(sqlite3 *database) {
  sqlite3_file *log = 0;
  int code = sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  if (code != SQLITE_OK || !log || !log->pMethods) return code;
  return log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
}
