// Planted: test_includes.py must name lines 2 and 4, and only those.
#include <rocksdb/db.h>
#include <vector>
#include <left_pad/left_pad.hpp>
