// The app's files: which coding a client takes.
#include <catch2/catch.hpp>

#include "server/net/static_files.hpp"

using namespace tingbok;

// RFC 9110 § 12.5.3: a coding with q=0 is refused, "*" stands for what is not named.
TEST_CASE("files: a coding is taken where the client says so", "[unit][server]") {
  CHECK(net::accepts("gzip, deflate, br", "br"));
  CHECK(net::accepts("gzip;q=0.5", "gzip"));
  CHECK(net::accepts("*", "br"));
  CHECK_FALSE(net::accepts("", "gzip"));
  CHECK_FALSE(net::accepts("gzip;q=0", "gzip"));
  CHECK_FALSE(net::accepts("gzip; q=0.000, *", "gzip"));
  CHECK_FALSE(net::accepts("*;q=0", "gzip"));
  CHECK_FALSE(net::accepts("xgzip, brr", "gzip"));
}

// Without files the server says how to get them, and nothing else is there.
TEST_CASE("files: a server without its app says so", "[unit][server]") {
  const net::StaticFiles none;
  net::HttpRequest request;
  request.method = "GET";
  request.target = "/";
  CHECK(none.answer(request).status == 200);
  CHECK(none.answer(request).body.find("--web") != std::string::npos);
  request.target = "/P/R";
  CHECK(none.answer(request).status == 404);
  request.method = "POST";
  CHECK(none.answer(request).status == 405);
}
