#include "pkg/yaml/parse.h"

#include <gtest/gtest.h>

namespace vigilcast::yaml::parse_test {

struct Parsed {
  std::optional<Document> document;
  Diagnostics diagnostics;
};

Parsed read(std::string_view text) {
  Parsed out;
  out.document = parse("f.yaml", text, out.diagnostics);
  return out;
}

// "line:column text" of every diagnostic.
std::vector<std::string> mistakes(std::string_view text) {
  std::vector<std::string> out;
  const Parsed parsed = read(text);
  for (const Diagnostic& one : parsed.diagnostics.all()) {
    out.push_back(std::to_string(one.place.line) + ":" + std::to_string(one.place.column) + " " + one.text);
  }
  return out;
}

TEST(YamlParse, KeepsOrderAndPlacesOfKeys) {
  const Parsed parsed = read("zeta: 1\nalpha: [a, 'b']\nmid:\n  deep: {x: 'y'}\n");
  ASSERT_TRUE(parsed.document);
  const Node& root = parsed.document->root;
  ASSERT_EQ(root.kind, Node::Kind::map);
  ASSERT_EQ(root.entries.size(), 3U);
  EXPECT_EQ(root.entries[0].key.text, "zeta");
  EXPECT_EQ(root.entries[1].key.text, "alpha");
  const Node* alpha = root.find("alpha");
  ASSERT_NE(alpha, nullptr);
  ASSERT_EQ(alpha->items.size(), 2U);
  EXPECT_FALSE(alpha->items[0].quoted);
  EXPECT_TRUE(alpha->items[1].quoted);
  EXPECT_EQ(alpha->items[1].line, 2U);
  EXPECT_EQ(alpha->items[1].column, 12U);
  EXPECT_EQ(root.find("mid")->find("deep")->find("x")->text, "y");
  EXPECT_EQ(root.find("nothing"), nullptr);
}

TEST(YamlParse, BlockScalarsAreTextForCertain) {
  const Parsed parsed = read("a: |\n  010\n  yes\n");
  EXPECT_EQ(parsed.document->root.find("a")->text, "010\nyes\n");
  EXPECT_TRUE(parsed.document->root.find("a")->quoted);
}

TEST(YamlParse, ScalarsKeepTheirSpelling) {
  for (const char* word : {"010", "0x1F", "1_000", "yes", "1.10", "65001:100", "-1s", "1e3"}) {
    EXPECT_EQ(read(std::string("a: ") + word).document->root.find("a")->text, word);
  }
}

TEST(YamlParse, NothingIsNull) {
  for (const char* text : {"a:", "a: ~", "a: null"}) EXPECT_EQ(read(text).document->root.find("a")->kind, Node::Kind::null) << text;
  EXPECT_EQ(read("").document->root.kind, Node::Kind::null);
  EXPECT_EQ(read("a: ''").document->root.find("a")->kind, Node::Kind::scalar);
}

struct Mistake {
  const char* text;
  std::vector<std::string> told;
};

TEST(YamlParse, WhatYamlLetsPassIsAnErrorWithItsPlace) {
  const Mistake cases[] = {
      {"a: 1\nb: 2\na: 3\n", {"3:1 the key 'a' is here twice"}},
      {"a: {b: 1, b: 2, 'b': 3}\n", {"1:11 the key 'b' is here twice", "1:17 the key 'b' is here twice"}},
      {"a: &x 1\nb: *x\n", {"1:4 anchors (&name) are not allowed", "2:4 aliases (*name) are not allowed"}},
      {"a: {<<: {c: 1}}\n", {"1:5 merge keys (<<) are not allowed"}},
      {"a: !!str 1\n", {"1:4 tags (!name) are not allowed"}},
      {"a: !x {}\n", {"1:4 tags (!name) are not allowed"}},
      {"? [a]\n: 1\n", {"1:3 a key must be a single word, not a list"}},
      {"a:\n\t- 1\n", {"2:1 a tab indents this line"}},
      {"a: 1\n---\nb: 2\n", {"3:1 a second document (after ---) is not allowed"}},
  };
  for (const Mistake& one : cases) EXPECT_EQ(mistakes(one.text), one.told) << one.text;
}

TEST(YamlParse, QuotedMergeKeyIsAKeyLikeOthers) { EXPECT_TRUE(mistakes("'<<': 1\n").empty()); }

TEST(YamlParse, TabsBesideContentDoNoHarm) { EXPECT_TRUE(mistakes("a: 1\t# comment\n\t\nb: \"x\ty\"\n").empty()); }

TEST(YamlParse, BrokenTextHasAPlace) {
  const Parsed parsed = read("a: [1, 2\nb: 3\n");
  EXPECT_FALSE(parsed.document);
  ASSERT_EQ(parsed.diagnostics.all().size(), 1U);
  EXPECT_EQ(parsed.diagnostics.all()[0].place.line, 2U);
  EXPECT_NE(parsed.diagnostics.all()[0].text.find("this is not YAML"), std::string::npos);
}

TEST(YamlParse, AliasesNeverMultiply) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before + ", " + before + ", " + before + "]\n";
  }
  const Parsed parsed = read(bomb);
  ASSERT_TRUE(parsed.document);
  EXPECT_EQ(parsed.document->root.find("a11")->items.size(), 4U);
  EXPECT_EQ(parsed.document->root.find("a11")->items[0].kind, Node::Kind::refused);
  EXPECT_TRUE(parsed.diagnostics.has_errors());
}

TEST(YamlParse, DepthIsLimited) {
  EXPECT_TRUE(mistakes(std::string(30, '[') + std::string(30, ']')).empty());
  EXPECT_EQ(mistakes(std::string(2000, '[') + std::string(2000, ']')).size(), 1U);
  EXPECT_EQ(mistakes(std::string(100000, '[')).size(), 1U);
}

TEST(YamlParse, SizeIsLimited) { EXPECT_EQ(mistakes(std::string(kLargestFile + 1, '#')).size(), 1U); }

TEST(YamlParse, DiagnosticsShowTheLineAndUnderlineTheScalar) {
  Parsed parsed = read("key: 'some text'  # why\n");
  const Node& node = *parsed.document->root.find("key");
  const Diagnostic whole = parsed.document->diagnostic(Severity::error, node, "odd", "do better");
  EXPECT_EQ(whole.to_string(), "f.yaml:1:6: error: odd\n    key: 'some text'  # why\n         ^~~~~~~~~~~\n    hint: do better\n");
  const Diagnostic inside = parsed.document->diagnostic(Severity::error, node, "odd", "", 5);
  EXPECT_EQ(inside.place.column, 12U);  // the t of text
}

TEST(YamlParse, SecretsAreBlottedOut) {
  Parsed parsed = read("a: {plain: hunter2, quoted: 'hunter2'}\nb: \"hunter2\n  more\"\n");
  const Node& map = *parsed.document->root.find("a");
  parsed.document->conceal(*map.find("plain"));
  parsed.document->conceal(*map.find("quoted"));
  parsed.document->conceal(*parsed.document->root.find("b"));
  EXPECT_EQ(parsed.document->lines[0], "a: {plain: *******, quoted: '*******'}");
  EXPECT_EQ(parsed.document->lines[1], "b: ********");
}

TEST(YamlParse, ControlCharactersDoNotReachATerminal) {
  const Parsed parsed = read("a: \"\x1b[31m\"\n");
  Diagnostics shown = parsed.diagnostics;
  if (parsed.document) shown.add(parsed.document->diagnostic(Severity::error, parsed.document->root, "odd"));
  EXPECT_EQ(shown.to_string().find('\x1b'), std::string::npos);
}

TEST(YamlParse, ColumnsCountCharactersNotBytes) {
  Parsed parsed = read("{gr\u00fc\u00dfe: '\u00fc\u00fc', secret: abc}\n");
  const Diagnostic one = parsed.document->diagnostic(Severity::error, *parsed.document->root.find("secret"), "odd");
  EXPECT_EQ(one.place.column, 23U);
  EXPECT_EQ(one.underline, 3U);
  EXPECT_EQ(parsed.document->diagnostic(Severity::error, parsed.document->root.entries[0].value, "odd").underline, 4U);
  parsed.document->conceal(*parsed.document->root.find("secret"));
  EXPECT_TRUE(parsed.document->lines[0].ends_with("secret: ***}"));
}

TEST(YamlParse, VeryLongLinesAreNotShown) {
  const Parsed parsed = read("{a: 1, " + std::string(5000, ' ') + "a: 2}\n");
  EXPECT_EQ(parsed.diagnostics.to_string(), "f.yaml:1:5008: error: the key 'a' is here twice\n    hint: the first one is in line 1\n");
}

TEST(YamlParse, AByteOrderMarkShiftsNothing) {
  const Parsed parsed = read(
      "\xef\xbb\xbf"
      "a: 1\n");
  EXPECT_EQ(parsed.document->root.find("a")->column, 4U);
}

TEST(YamlParse, OtherEncodingsAreRefused) {
  const std::string utf16(
      "\xff\xfe"
      "a\0:\0 \0"
      "1\0",
      10);
  EXPECT_EQ(mistakes(utf16), (std::vector<std::string>{"0:0 the file is not text in UTF-8"}));
}

}  // namespace vigilcast::yaml::parse_test
