#include "pkg/exabgp/print/tree.h"

#include <gtest/gtest.h>

#include "pkg/exabgp/conf/loader.h"
#include "pkg/exabgp/print/conf.h"

namespace vigilcast::exabgp::print_tree_test {

using print::Line;

TEST(PrintTree, WordsAreQuotedWhereTheyWouldBeReadAsSomethingElse) {
  EXPECT_EQ(print::quoted("plain-word/32"), "plain-word/32");
  EXPECT_EQ(print::quoted(""), "\"\"");
  EXPECT_EQ(print::quoted("two words; {x}"), "\"two words; {x}\"");
  EXPECT_EQ(print::quoted("say \"no\""), "'say \"no\"'");
  EXPECT_EQ(print::quoted("it's \"so\""), "\"it's \\\"so\\\"\"");
  EXPECT_EQ(print::quoted("a\\b\n\x01"), "\"a\\\\b\\n\\u0001\"");
}

// Whatever a word is, a file has it back.
TEST(PrintTree, AQuotedWordReadsAsItself) {
  for (const std::string& text :
       {std::string("#"), std::string("a#b"), std::string("[x,y]"), std::string("\t'\"\\"), std::string("café"), std::string("\x7f")}) {
    const auto loaded = load_conf("x", "process p { run /bin/echo " + print::quoted(text) + "; encoder text; }", {}, Compat::auto_);
    ASSERT_FALSE(loaded.diagnostics.has_errors()) << loaded.diagnostics.to_string();
    EXPECT_EQ(loaded.config.processes.at(0).run.at(1), text);
  }
}

TEST(PrintTree, WhatComesInARowSharesItsSection) {
  print::Lines lines;
  print::last_section(lines, "static").inside.push_back({"route", {"a b"}, Line::Form::grammar, false, {}});
  print::last_section(lines, "static").inside.push_back({"route", {"c"}, Line::Form::grammar, false, {}});
  print::last_section(lines, "flow");
  print::last_section(lines, "static");
  EXPECT_EQ(print::as_text(lines), "static {\n    route a b;\n    route c;\n}\nflow {\n}\nstatic {\n}\n");
}

TEST(PrintTree, JsonHasSectionsUnderTheirNames) {
  const auto loaded = load_conf("x", R"(process p { run /bin/cat -u; encoder json; }
    neighbor 192.0.2.1 { router-id 10.0.0.1; local-as 65001; peer-as 65000; md5-password hush; passive true;
      api { processes [ p ]; receive { parsed; } } static { route 10.0.0.0/24 next-hop self med 5; } })",
                                {}, Compat::auto_);
  ASSERT_FALSE(loaded.diagnostics.has_errors()) << loaded.diagnostics.to_string();
  EXPECT_EQ(print::as_json(print::conf_lines(loaded.config, Compat::auto_)), R"({
  "process": {
    "p": {
      "run": [
        "/bin/cat",
        "-u"
      ],
      "encoder": "json"
    }
  },
  "neighbor": {
    "192.0.2.1": {
      "router-id": "10.0.0.1",
      "local-as": 65001,
      "peer-as": 65000,
      "passive": true,
      "md5-password": null,
      "api": {
        "processes": [
          "p"
        ],
        "receive": {
          "parsed": true
        }
      },
      "static": {
        "route": [
          "10.0.0.0/24 next-hop self med 5"
        ]
      }
    }
  }
}
)");
}

// Two sessions with one router, and sections without a name: arrays.
TEST(PrintTree, JsonHasAnArrayWhereNamesRepeat) {
  const auto section = [](std::string name) { return Line{"neighbor", {std::move(name)}, Line::Form::section, false, {}}; };
  EXPECT_EQ(print::as_json({section("a"), section("a")}),
            "{\n  \"neighbor\": [\n    {\n      \"name\": \"a\"\n    },\n    {\n      \"name\": \"a\"\n    }\n  ]\n}\n");
}

}  // namespace vigilcast::exabgp::print_tree_test
