#include "pkg/http/response_reader.h"

#include <gtest/gtest.h>

#include "pkg/base/rng.h"

namespace vigilcast::http::response_reader_test {

struct Row {
  std::string bytes;
  unsigned status;
  std::string body;
  bool stays;       // connection_stays
  bool needs_end;   // complete only when the peer closes
};

const std::vector<Row>& table() {
  static const std::vector<Row> rows{
      {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, "hello", true, false},
      {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "", true, false},
      {"HTTP/1.1 204 No Content\r\n\r\n", 204, "", true, false},
      {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", 200, "ok", false, false},
      {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, "ok", false, false},
      {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", 200, "ok", true, false},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: x\r\n\r\n", 200, "hello!", true, false},
      {"HTTP/1.1 200 OK\r\n\r\nto the end", 200, "to the end", false, true},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 1\r\n\r\nx", 404, "x", true, false},
  };
  return rows;
}

// However the network cuts the bytes, the response is the same.
TEST(ResponseReader, WholeOrInPieces) {
  for (const Row& row : table()) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{10'000}}) {
      ResponseReader reader(1000, false);
      Result<bool> complete = false;
      for (std::size_t at = 0; at < row.bytes.size(); at += piece) {
        ASSERT_FALSE(*complete) << row.bytes;
        complete = reader.feed(std::string_view(row.bytes).substr(at, piece));
        ASSERT_TRUE(complete) << row.bytes << ": " << complete.error().to_string();
      }
      EXPECT_EQ(*complete, !row.needs_end) << row.bytes;
      EXPECT_TRUE(!row.needs_end || *reader.end());
      EXPECT_EQ(reader.status(), row.status);
      EXPECT_EQ(reader.body(), row.body);
      EXPECT_EQ(reader.connection_stays(), row.stays) << row.bytes;
      EXPECT_FALSE(reader.truncated());
    }
  }
}

TEST(ResponseReader, BodyIsBounded) {
  for (const std::string head :
       {"HTTP/1.1 200 OK\r\nContent-Length: 26\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1a\r\n"}) {
    ResponseReader reader(10, false);
    EXPECT_TRUE(*reader.feed(head + "abcdefghijklmnopqrstuvwxyz")) << "enough is known";
    EXPECT_EQ(reader.body(), "abcdefghij");
    EXPECT_TRUE(reader.truncated());
  }
  ResponseReader exact(10, false);
  EXPECT_TRUE(*exact.feed("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabcdefghij"));
  EXPECT_FALSE(exact.truncated());
}

TEST(ResponseReader, BytesAfterTheEndForbidReuse) {
  ResponseReader reader(10, false);
  EXPECT_TRUE(*reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 408 Request Timeout\r\n\r\n"));
  EXPECT_EQ(reader.status(), 200U);
  EXPECT_FALSE(reader.connection_stays());
}

TEST(ResponseReader, ManyBytesAfterTheEndAreNoMistake) {
  ResponseReader reader(10, false);
  EXPECT_TRUE(*reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + std::string(20'000, 'x')));
  EXPECT_FALSE(reader.connection_stays());
}

TEST(ResponseReader, ToAHeadThereIsNoBody) {
  ResponseReader reader(10, true);
  EXPECT_TRUE(*reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"));
  EXPECT_TRUE(reader.connection_stays());
}

TEST(ResponseReader, Mistakes) {
  for (const std::string& bytes :
       {std::string("garbage\r\n\r\n"), std::string("HTTP/2.0 200 OK\r\n\r\n"), std::string("HTTP/1.1 20 OK\r\n\r\n"),
        std::string("HTTP/1.1 200 OK\r\nno colon\r\n\r\n"), std::string("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx"),
        std::string("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n"), "HTTP/1.1 200 " + std::string(17'000, 'x'),
        "HTTP/1.1 200 OK\r\n" + std::string(17'000, 'x') + "\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;" + std::string(17'000, 'x'),
        std::string("\0 HTTP/1.1 200 OK\r\n\r\n", 21)}) {
    ResponseReader reader(10, false);
    const auto result = reader.feed(bytes);
    ASSERT_FALSE(result) << bytes.substr(0, 60);
    EXPECT_FALSE(result.error().text.empty());
  }
  for (const std::string bytes :
       {"", "HTTP/1.1", "HTTP/1.1 200 OK\r\nA: b\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "HTTP/1.1 100 Continue\r\n\r\n"}) {
    ResponseReader reader(10, false);
    ASSERT_TRUE(reader.feed(bytes)) << bytes;
    EXPECT_FALSE(reader.end()) << "closed early: " << bytes;
  }
}

// Whatever a server sends, cut anywhere: no crash, no read past the end, bounded memory.
TEST(ResponseReader, RandomDamage) {
  Rng rng(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = table()[rng.below(table().size())].bytes;
    for (std::uint64_t damage = rng.below(4); damage > 0; --damage) {
      const std::size_t at = rng.below(bytes.size());
      switch (rng.below(3)) {
        case 0: bytes[at] = static_cast<char>(rng.below(256)); break;
        case 1: bytes.erase(at, 1 + rng.below(5)); break;
        default: bytes.insert(at, bytes.substr(0, rng.below(bytes.size()))); break;
      }
      if (bytes.empty()) break;
    }
    ResponseReader reader(16, rng.chance(0.1));
    bool over = false;
    for (std::size_t at = 0; at < bytes.size() && !over;) {
      const std::size_t piece = 1 + rng.below(40);
      const auto result = reader.feed(std::string_view(bytes).substr(at, piece));
      over = !result || *result;
      at += piece;
    }
    if (!over) std::ignore = reader.end();
    ASSERT_LE(reader.body().size(), 16U);
  }
}

}  // namespace vigilcast::http::response_reader_test
