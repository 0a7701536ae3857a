// Planted: test_includes.py must name lines 3 and 4, and only those.
#include "core/domain/state.hpp"
#include <chrono>
#include "server/room/room.hpp"
