// Planted: test_includes.py must name line 2, and only that.
#include <boost/beast/websocket.hpp>
#include "core/rebuild/rebuild.hpp"
