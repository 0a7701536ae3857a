// libFuzzer's entry: one program a target, named by TINGBOK_FUZZ_TARGET.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.hpp"

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  tingbok::fuzz::read_quietly();
  return 0;
}

// An exception that leaves it ends the program, which libFuzzer reports with the bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  tingbok::fuzz::TINGBOK_FUZZ_TARGET({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
