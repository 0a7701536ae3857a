#include "server/net/demo.hpp"

#include <fstream>
#include <iterator>

#include "server/net/api_parts.hpp"
#include "server/net/net_limits.hpp"
#include "server/ops/config.hpp"

namespace tingbok::net {

pb::Demo read_demo(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw ops::BadConfig("cannot read the demonstration " + file.string() + ".");
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  if (text.size() > body_bytes_max) {
    throw ops::BadConfig("the demonstration " + file.string() + " is larger than 1 MiB.");
  }
  pb::Demo demo;
  try {
    parse_body(text, demo);
  } catch (const Problem& problem) {
    throw ops::BadConfig("the demonstration " + file.string() + ": " + problem.sentence);
  }
  return demo;
}

}  // namespace tingbok::net
