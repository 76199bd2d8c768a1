#include "healthcheck/url.h"

#include <gtest/gtest.h>

#include <map>

namespace vigilcast::health::url_test {

TEST(HostPort, Forms) {
  for (const std::string good : {"127.0.0.1:80", "[::1]:443", "[fe80::1%eth0]:80", "web.example:8080", "my_host:65535"}) {
    const auto parsed = HostPort::parse(good);
    ASSERT_TRUE(parsed) << good << ": " << parsed.error().to_string();
    EXPECT_EQ(parsed->to_string(), good);
  }
  EXPECT_EQ(HostPort::parse("[::1]:443")->host, "::1");
  const std::map<std::string, std::string> bad{
      {"", "the host is missing"},      {":80", "the host is missing"},
      {"web", "the port is missing"},   {"web:", "is no port"},
      {"web:0", "is no port"},          {"web:65536", "is no port"},
      {"web:http", "is no port"},       {"::1:80", "in brackets"},
      {"[::1]", "the port is missing"}, {"[::1", "closing ]"},
      {"[::1]80", "a colon"},           {"[1.2.3.4]:80", "no IPv6 address"},
      {"a b:80", "neither an address"}, {"[fe80::1%]:80", "no IPv6 address"},
      {"[]:80", "no IPv6 address"},
  };
  for (const auto& [text, part] : bad) {
    const auto parsed = HostPort::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_NE(parsed.error().to_string().find(part), std::string::npos) << text << ": " << parsed.error().to_string();
  }
}

TEST(HttpUrl, Forms) {
  struct Row {
    std::string text;
    HttpUrl url;
    std::string host_header;
  };
  const std::vector<Row> table{
      {"http://127.0.0.1:8080/healthz", {false, {"127.0.0.1", 8080}, "/healthz"}, "127.0.0.1:8080"},
      {"http://web.example", {false, {"web.example", 80}, "/"}, "web.example"},
      {"HTTPS://web.example?x=1", {true, {"web.example", 443}, "/?x=1"}, "web.example"},
      {"https://web.example:80/", {true, {"web.example", 80}, "/"}, "web.example:80"},
      {"http://[2001:db8::1]/a?b=c/d", {false, {"2001:db8::1", 80}, "/a?b=c/d"}, "[2001:db8::1]"},
      {"http://[::1]:81#part", {false, {"::1", 81}, "/"}, "[::1]:81"},
  };
  for (const Row& row : table) {
    const auto parsed = HttpUrl::parse(row.text);
    ASSERT_TRUE(parsed) << row.text << ": " << parsed.error().to_string();
    EXPECT_EQ(*parsed, row.url) << row.text;
    EXPECT_EQ(parsed->host_header(), row.host_header);
  }
  const std::map<std::string, std::string> bad{
      {"", "does not begin"},           {"127.0.0.1:80", "does not begin"},
      {"ftp://a/", "does not begin"},   {"http://", "the host is missing"},
      {"http:///x", "host is missing"}, {"http://a:b/", "is no port"},
      {"http://a:/", "is no port"},     {"http://u:p@a/", "Authorization"},
      {"http://a/b c", "%20"},          {"http://a/\r\nX: y", "control character"},
      {"http://::1/", "in brackets"},
  };
  for (const auto& [text, part] : bad) {
    const auto parsed = HttpUrl::parse(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_NE(parsed.error().to_string().find(part), std::string::npos) << text << ": " << parsed.error().to_string();
  }
}

}  // namespace vigilcast::health::url_test
