#include "pkg/base/diagnostics.h"

#include <gtest/gtest.h>

#include "pkg/base/result.h"

namespace vigilcast::diagnostics_test {

TEST(Error, SaysWhereWhatAndWhatToDo) {
  EXPECT_EQ((Error{"no permission to listen", "", ""}.to_string()), "no permission to listen");
  EXPECT_EQ((Error{"it is empty", "a.conf:3", "write a number"}.to_string()), "a.conf:3: it is empty (write a number)");
}

TEST(Diagnostics, AreSortedByPlaceAndStayInOrderWithinOne) {
  Diagnostics all;
  all.error({"b.conf", 1, 1}, "fourth");
  all.warning({"a.conf", 2, 5}, "second");
  all.error({"a.conf", 2, 5}, "third");
  all.error({"a.conf", 1, 9}, "first");
  const std::string text = all.to_string();
  EXPECT_LT(text.find("first"), text.find("second"));
  EXPECT_LT(text.find("second"), text.find("third"));
  EXPECT_LT(text.find("third"), text.find("fourth"));
}

TEST(Diagnostics, KnowErrorsFromWarnings) {
  Diagnostics all;
  EXPECT_TRUE(all.empty());
  all.warning({"a.conf"}, "odd");
  EXPECT_FALSE(all.has_errors());
  EXPECT_EQ(all.to_string().find("a.conf: warning: odd\n"), 0U);
  all.error({"a.conf", 7, 0}, "wrong", "remove it");
  EXPECT_TRUE(all.has_errors());
  EXPECT_NE(all.to_string().find("a.conf:7: error: wrong\n"), std::string::npos);
  EXPECT_NE(all.to_string().find("remove it"), std::string::npos);
}

TEST(Diagnostic, UnderlinesTheWord) {
  const Diagnostic one{Severity::error, {"a.conf", 3, 5}, "'tow' is not a number", "write 2", "max tow;", 3};
  const std::string text = one.to_string();
  const auto line = text.find("max tow;");
  ASSERT_NE(line, std::string::npos);
  const auto line_start = text.rfind('\n', line) + 1;
  const auto mark = text.find('^');
  ASSERT_NE(mark, std::string::npos);
  const auto mark_start = text.rfind('\n', mark) + 1;
  EXPECT_EQ(mark - mark_start, text.find("tow;") - line_start);  // below the word
}

TEST(Diagnostic, UnderlinesBehindTabs) {
  const Diagnostic one{Severity::error, {"a.conf", 3, 3}, "wrong", "", "\t\ttow;", 3};
  EXPECT_NE(one.to_string().find("    \t\t^~~\n"), std::string::npos);
}

}  // namespace vigilcast::diagnostics_test
