// Goal: the readers of bytes that others made stand the corpus, and bytes near it.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include <catch2/catch.hpp>

#include "tests/fuzz/targets.hpp"

namespace fuzz = tingbok::fuzz;

namespace {

/// Changed bytes tried for each seed.
constexpr int neighbours = 20;

std::string changed(std::string bytes, std::mt19937& random) {
  if (bytes.empty()) return bytes;
  switch (random() % 3) {
    case 0:
      bytes[random() % bytes.size()] = static_cast<char>(random());
      break;
    case 1:
      bytes.resize(random() % bytes.size());
      break;
    default:
      bytes.insert(random() % bytes.size(), bytes.substr(random() % bytes.size(), 8));
  }
  return bytes;
}

}  // namespace

// Each target, on its seeds and on twenty changes of each.
TEST_CASE("fuzz targets: the corpus and its neighbours are read or refused", "[fuzz]") {
  fuzz::read_quietly();
  std::mt19937 random(1);
  for (const auto& target : fuzz::targets()) {
    const auto seeds = fuzz::seeds(target.name);
    INFO(target.name);
    CHECK(seeds.size() > 4);
    for (const auto& seed : seeds) {
      CHECK_NOTHROW(target.run(seed));
      auto bytes = seed;
      for (int i = 0; i < neighbours; ++i) {
        bytes = changed(i % 4 == 0 ? seed : bytes, random);
        CHECK_NOTHROW(target.run(bytes));
      }
    }
  }
}

// Hidden: run by `make fuzz`, which names the folder.
TEST_CASE("fuzz targets: seeds are written into a folder each", "[.seeds]") {
  const char* folder = std::getenv("TINGBOK_SEEDS");
  REQUIRE(folder != nullptr);
  for (const auto& target : fuzz::targets()) {
    const auto into = std::filesystem::path(folder) / target.name;
    std::filesystem::create_directories(into);
    int number = 0;
    for (const auto& seed : fuzz::seeds(target.name)) {
      std::ofstream out(into / ("seed-" + std::to_string(++number)), std::ios::binary);
      out << seed;
      out.close();
      REQUIRE(out.good());
    }
  }
}
