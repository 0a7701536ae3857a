# Compiler flags. tingbok_flags is for the project's own code; generated code gets none of it.

# Assertions stay on in every build, so none of these defines NDEBUG. -g1 is enough for stack traces
# with line numbers and saves a sixth of the compile time.
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")
set(CMAKE_CXX_FLAGS_SANITIZE "-O1 -g1")

add_library(tingbok_flags INTERFACE)
set(warnings -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wno-sign-conversion -Wswitch
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough)
if(TINGBOK_SANITIZE)  # Files that are compiled as one do not shadow each other's names.
  list(REMOVE_ITEM warnings -Wshadow)
endif()
target_compile_options(tingbok_flags INTERFACE "$<BUILD_INTERFACE:${warnings}>")
target_include_directories(tingbok_flags INTERFACE
  $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}> $<INSTALL_INTERFACE:include>)
target_compile_features(tingbok_flags INTERFACE cxx_std_20)
target_compile_definitions(tingbok_flags INTERFACE
  "$<BUILD_INTERFACE:_GLIBCXX_ASSERTIONS;BOOST_ASIO_NO_DEPRECATED>")

if(NOT TINGBOK_SANITIZE AND CMAKE_BUILD_TYPE MATCHES "Rel")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
if(TINGBOK_SANITIZE)
  add_compile_options(-fsanitize=${TINGBOK_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TINGBOK_SANITIZE})
endif()
add_link_options(-fuse-ld=mold)
