#pragma once
#include <sqlite3.h>

/// Swift imports no variadic C functions; this is the one call of sqlite3_db_config we make.
/// Closing the last connection then leaves the write-ahead log as it is.
/// https://www.sqlite.org/c3ref/c_dbconfig_defensive.html#sqlitedbconfignockptonclose
static inline int schakel_sqlite3_keep_log_on_close(sqlite3 *database) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, (int *)0);
}
