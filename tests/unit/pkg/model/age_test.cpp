#include "pkg/model/age.h"

#include <gtest/gtest.h>

namespace vigilcast::model::age_test {

TEST(AgeText, HasTheTwoLargestUnits) {
  struct Case {
    std::int64_t seconds;
    const char* text;
  };
  const Case cases[] = {{-5, "0s"},       {0, "0s"},        {12, "12s"},       {60, "1m00s"},           {192, "3m12s"},
                        {3599, "59m59s"}, {18180, "5h03m"}, {187200, "2d04h"}, {86400 * 400, "400d00h"}};
  for (const Case& one : cases) EXPECT_EQ(age_text(std::chrono::seconds(one.seconds)), one.text);
  EXPECT_EQ(age_text(std::chrono::milliseconds(1999)), "1s");
}

}  // namespace vigilcast::model::age_test
