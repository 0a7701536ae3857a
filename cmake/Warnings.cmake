# Compiler flags for the project's own code; generated code gets none of them.
add_library(tingbok_flags INTERFACE)
target_compile_options(tingbok_flags INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wno-sign-conversion -Wswitch
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough)
target_include_directories(tingbok_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(tingbok_flags INTERFACE
  _GLIBCXX_ASSERTIONS
  BOOST_ASIO_NO_DEPRECATED)
if(NOT TINGBOK_SANITIZE AND CMAKE_BUILD_TYPE MATCHES "Rel")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3)
endif()
if(TINGBOK_SANITIZE)
  add_compile_options(-fsanitize=${TINGBOK_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TINGBOK_SANITIZE})
endif()
add_link_options(-fuse-ld=mold)
