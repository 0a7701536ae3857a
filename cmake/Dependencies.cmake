# What the project stands on; README.md says why each is here.
find_package(Threads REQUIRED)
find_package(Boost 1.81 CONFIG REQUIRED COMPONENTS headers json url)
# Protobuf and RocksDB are linked in: the loader otherwise looks up their thousands of symbols at
# each start, which takes as long as opening the log. Sanitizers are told of RocksDB by the name of
# its file (tests/tsan.supp).
if(NOT TINGBOK_SANITIZE)
  set(Protobuf_USE_STATIC_LIBS ON)
endif()
find_package(Protobuf REQUIRED)
find_package(RocksDB CONFIG REQUIRED)
if(TINGBOK_SANITIZE)
  set(TINGBOK_ROCKSDB RocksDB::rocksdb-shared)
else()
  set(TINGBOK_ROCKSDB RocksDB::rocksdb)
endif()
find_package(spdlog CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(tomlplusplus CONFIG REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)
pkg_check_modules(GRAPHVIZ REQUIRED IMPORTED_TARGET libgvc libcgraph)
# Its dot engine is a plugin, which is linked in rather than looked for at run time.
pkg_get_variable(GRAPHVIZ_LIBDIR libgvc libdir)
find_library(GRAPHVIZ_DOT gvplugin_dot_layout PATHS ${GRAPHVIZ_LIBDIR}/graphviz REQUIRED)
if(TINGBOK_TESTS)
  find_package(Catch2 2 CONFIG REQUIRED)
  find_package(rapidcheck CONFIG REQUIRED)
endif()
if(TINGBOK_BENCH)
  find_package(benchmark CONFIG REQUIRED)
endif()

# The programs' allocator, but for sanitizers, which bring their own. Nothing calls it by name.
function(tingbok_allocator program)
  if(NOT TINGBOK_SANITIZE)
    target_link_libraries(${program} PRIVATE
      -Wl,--push-state,--no-as-needed PkgConfig::JEMALLOC -Wl,--pop-state)
  endif()
endfunction()
