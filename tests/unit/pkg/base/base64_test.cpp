#include "pkg/base/base64.h"

#include <gtest/gtest.h>

namespace vigilcast::base64_test {

// RFC 4648 section 10.
constexpr std::pair<std::string_view, std::string_view> kVectors[] = {
    {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}, {"\xff\xfe\xfb", "//77"}};

TEST(Base64, VectorsOfTheRfc) {
  for (const auto& [bytes, text] : kVectors) {
    EXPECT_EQ(encode_base64(bytes), text);
    EXPECT_EQ(decode_base64(text), Result<std::string>(bytes));
  }
}

TEST(Base64, RefusesWithoutRepeating) {
  for (const std::string_view text : {"Zg", "Zg=", "Z", "Zm9v\n", "Zm 9", "Z===", "====", "Zm9v====", "Zg==Zg==", "Zm-_"}) {
    const auto decoded = decode_base64(text);
    ASSERT_FALSE(decoded) << text;
    EXPECT_EQ(decoded.error().to_string().find("Z"), std::string::npos);
  }
}

}  // namespace vigilcast::base64_test
