#include "healthcheck/probe/http_request.h"

#include <gtest/gtest.h>

namespace vigilcast::health::http_request_test {

Result<std::string> request(const HttpProbe& probe) {
  const auto url = HttpUrl::parse(probe.url);
  EXPECT_TRUE(url);
  return http_request(probe, *url);
}

HttpProbe probe(std::string url) {
  HttpProbe out;
  out.url = std::move(url);
  return out;
}

TEST(HttpRequest, Plain) {
  EXPECT_EQ(*request(probe("http://127.0.0.1:8080/healthz")), "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: vigilcast\r\nAccept: */*\r\n\r\n");
  EXPECT_EQ(*request(probe("https://[::1]")), "GET / HTTP/1.1\r\nHost: [::1]\r\nUser-Agent: vigilcast\r\nAccept: */*\r\n\r\n");
}

TEST(HttpRequest, OwnHeadersReplaceOurs) {
  HttpProbe own = probe("http://a/");
  own.reuse = false;
  own.method = "POST";
  own.headers = {{"user-agent", "x"}, {"HOST", "b"}, {"accept", "y"}, {"Content-Length", "0"}, {"connection", "close"}};
  EXPECT_EQ(*request(own), "POST / HTTP/1.1\r\nuser-agent: x\r\nHOST: b\r\naccept: y\r\nContent-Length: 0\r\nconnection: close\r\n\r\n");
}

TEST(HttpRequest, WithoutReuseTheServerMayClose) {
  HttpProbe once = probe("http://a/");
  once.reuse = false;
  once.method = "PUT";
  EXPECT_NE(request(once)->find("\r\nConnection: close\r\nContent-Length: 0\r\n"), std::string::npos);
}

TEST(HttpRequest, NothingIsSmuggled) {
  HttpProbe bad = probe("http://a/");
  bad.method = "GET / HTTP/1.1\r\nX:";
  EXPECT_FALSE(request(bad));
  bad.method = "";
  EXPECT_FALSE(request(bad));
  bad.method = "GET";
  bad.headers = {{"X", "a\nb"}};
  EXPECT_FALSE(request(bad));
  bad.headers = {{"X:", "a"}};
  EXPECT_FALSE(request(bad));
  bad.headers = {{"X", std::string("a\0b", 3)}};
  EXPECT_FALSE(request(bad));
}

}  // namespace vigilcast::health::http_request_test
