/// The files of the database, as RocksDB is given them.
#pragma once

#include <rocksdb/env.h>

namespace tingbok::log {

/// RocksDB's own environment, but a table whose end is damaged (table_end.hpp) is corrupt from the
/// moment it is opened, and nobody reads it. Lives as long as the process; any thread.
rocksdb::Env* checked_files();

}  // namespace tingbok::log
