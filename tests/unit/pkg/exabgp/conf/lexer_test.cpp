#include "pkg/exabgp/conf/lexer.h"

#include <gtest/gtest.h>

namespace vigilcast::exabgp::conf::lexer_test {

std::vector<std::string> texts(std::string_view text, Diagnostics* said = nullptr) {
  const Source source("t.conf", text);
  Report report(source);
  Lexer lexer(source, report);
  std::vector<std::string> out;
  for (Token token = lexer.next(); token.kind != Token::Kind::end; token = lexer.next()) out.emplace_back(token.text);
  if (said != nullptr) *said = report.take();
  return out;
}

using Texts = std::vector<std::string>;

TEST(ConfLexer, PunctuationAndBracketsStandAlone) {
  EXPECT_EQ(texts("a{b [1,2];}"), (Texts{"a", "{", "b", "[", "1", ",", "2", "]", ";", "}"}));
  EXPECT_EQ(texts("( 1 ) (65000:1)"), (Texts{"(", "1", ")", "(65000:1)"}));
}

TEST(ConfLexer, QuotesHoldEverythingButALineEnd) {
  EXPECT_EQ(texts(R"("a b;{}#[]," 'it is "x"' "")"), (Texts{"a b;{}#[],", "it is \"x\"", ""}));
  EXPECT_EQ(texts("pre\"a b\"post"), (Texts{"prea bpost"}));
}

TEST(ConfLexer, AnOpenQuotationIsReportedAndEndsWithItsLine) {
  Diagnostics said;
  EXPECT_EQ(texts("a \"b c;\nd;", &said), (Texts{"a", "b c;", "d", ";"}));
  ASSERT_EQ(said.all().size(), 1U);
  EXPECT_EQ(said.all()[0].place, (Place{"t.conf", 1, 3}));
}

TEST(ConfLexer, CommentsEndWithTheLine) { EXPECT_EQ(texts("# all ; of { it\na # b\n;c;#d"), (Texts{"a", ";", "c", ";"})); }

TEST(ConfLexer, Escapes) {
  EXPECT_EQ(texts(R"(a\tb "\n\"" \u00e9\u20ac \;x)"), (Texts{"a\tb", "\n\"", "\xc3\xa9\xe2\x82\xac", ";x"}));
  Diagnostics said;
  texts("a\\u00", &said);
  EXPECT_TRUE(said.has_errors());
}

TEST(ConfLexer, ABackslashJoinsLines) {
  const Source source("t", "a \\  \nb\nc");
  Report report(source);
  Lexer lexer(source, report);
  EXPECT_EQ(lexer.next().text, "a");
  const Token b = lexer.next();
  EXPECT_EQ(b.text, "b");
  EXPECT_FALSE(b.fresh_line);
  EXPECT_TRUE(lexer.next().fresh_line);
  EXPECT_EQ(lexer.next().kind, Token::Kind::end);
  lexer.seek(b.extent.offset);
  EXPECT_EQ(lexer.next().text, "b");
}

TEST(ConfLexer, EndsAnywhere) {
  for (const std::string_view text : {"", "\\", "\"", "'", "\\u", "#", "a\\", "\xef\xbb\xbf", "\r\n\t "}) EXPECT_LE(texts(text).size(), 1U) << text;
}

TEST(ConfSource, ColumnsAreCharacters) {
  const Source source("t", "\xc3\xa9\xc3\xa9 x\nyz");
  EXPECT_EQ(source.place_of(5), (Place{"t", 1, 4}));
  EXPECT_EQ(source.place_of(8), (Place{"t", 2, 2}));
  EXPECT_EQ(source.place_of(5), (Place{"t", 1, 4})) << "also when it is asked for later";
  EXPECT_EQ(source.line_with(8), "yz");
  EXPECT_EQ(source.line_with(6), "\xc3\xa9\xc3\xa9 x");
  EXPECT_EQ(source.line_with(9), "yz");
}

TEST(ConfReport, PasswordsAreNotShown) {
  const Source source("t", "md5-password \"se;cret\"; md5 other; tcp-ao { password third; } foo;");
  Report report(source);
  report.error({0, 3}, "something");
  const std::string shown = report.take().to_string();
  for (const std::string_view secret : {"se;cret", "other", "third"}) EXPECT_EQ(shown.find(secret), std::string::npos) << shown;
  EXPECT_NE(shown.find("foo;"), std::string::npos) << shown;
}

TEST(ConfReport, SaysEachThingOnceAndEndsSomewhere) {
  const std::string text(5000, 'x');
  const Source source("t", text);
  Report report(source);
  for (std::size_t i = 0; i < 3; ++i) report.error({1, 1}, "same");
  for (std::size_t i = 0; i < 5000; ++i) report.error({i, 1}, "other");
  const Diagnostics said = report.take();
  EXPECT_LT(said.all().size(), 300U);
  EXPECT_NE(said.all().back().text.find("too many"), std::string::npos);
}

}  // namespace vigilcast::exabgp::conf::lexer_test
