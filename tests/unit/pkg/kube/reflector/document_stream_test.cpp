#include "pkg/kube/reflector/document_stream.h"

#include <gtest/gtest.h>

namespace vigilcast::kube::document_stream_test {

// Everything that was told, one line each.
struct Heard {
  std::string all;
  std::string problem;
  DocumentStream stream{{
      .item =
          [this](ObjectText& object) {
            all += "item " + object.name_space + "/" + object.name + "@" + object.resource_version + " " + object.text + "\n";
            return true;
          },
      .member =
          [this](std::string_view name, ObjectText& value) {
            all += std::string(name) + " " + value.text + "\n";
            return true;
          },
      .end =
          [this] {
            all += "end\n";
            return true;
          },
  }};

  Heard& feed(std::string_view bytes, std::size_t piece = 1) {
    for (std::size_t at = 0; at < bytes.size() && problem.empty(); at += piece) {
      if (const auto more = stream.feed(bytes.substr(at, piece)); !more) problem = more.error().text;
    }
    return *this;
  }
};

TEST(DocumentStream, CutsAListIntoItsItemsHoweverTheBytesCome) {
  const std::string list = R"( {"kind" : "ServiceList", "metadata": {"resourceVersion":"7","continue":"x"}, "items": [
    {"metadata":{"name":"a","namespace":"n","resourceVersion":"5"},"spec":{"metadata":{"name":"no"},"x":[1,{"name":"no"}]}},
    {"metadata":{"labels":{"name":"no"},"name":"b"}} , 3, "s", []
  ], "rest":null} )";
  const std::string expected = R"(kind "ServiceList"
metadata {"resourceVersion":"7","continue":"x"}
item n/a@5 {"metadata":{"name":"a","namespace":"n","resourceVersion":"5"},"spec":{"metadata":{"name":"no"},"x":[1,{"name":"no"}]}}
item /b@ {"metadata":{"labels":{"name":"no"},"name":"b"}}
item /@ 3
item /@ "s"
item /@ []
rest null
end
)";
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{5}, list.size()}) {
    Heard heard;
    heard.feed(list, piece);
    EXPECT_EQ(heard.all, expected) << piece;
  }
}

TEST(DocumentStream, CutsAWatchIntoItsEvents) {
  Heard heard;
  heard.feed("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"a\"}}}\n{\"type\":\"DELETED\",\"object\":{}}\n{\"ty");
  EXPECT_EQ(heard.all, "type \"ADDED\"\nobject {\"metadata\":{\"name\":\"a\"}}\nend\ntype \"DELETED\"\nobject {}\nend\n");
}

TEST(DocumentStream, StringsMayHoldWhatLooksLikeStructure) {
  Heard heard;
  heard.feed(R"({"items":[{"a":"}],\"{","b\\":"\\","metadata":{"name":"q\"\u00e9\\"}}]})");
  EXPECT_EQ(heard.all,
            "item /q\"é\\@ "
            R"({"a":"}],\"{","b\\":"\\","metadata":{"name":"q\"\u00e9\\"}})"
            "\nend\n");
}

TEST(DocumentStream, DropsManagedFieldsAndNothingElse) {
  Heard heard;
  heard.feed(R"({"object":{"managedFields":1,"metadata":{"managedFields":[{"a":"},]"},{"name":"no"}],"name":"a","x":{"managedFields":2}}}})");
  EXPECT_EQ(heard.all, R"(object {"managedFields":1,"metadata":{"managedFields":null,"name":"a","x":{"managedFields":2}}})"
                       "\nend\n");
  Heard last;
  last.feed(R"({"object":{"metadata":{"name":"a","managedFields":[{}]}}})");
  EXPECT_EQ(last.all, R"(object {"metadata":{"name":"a","managedFields":null}})"
                      "\nend\n");
}

TEST(DocumentStream, RefusesWhatIsNoStreamOfObjects) {
  for (const char* bad : {"<html>", "[1]", "{]", R"({"a":[})", "}", "null", R"({"items":[}])"}) EXPECT_NE(Heard().feed(bad).problem, "") << bad;
  EXPECT_NE(Heard().feed(R"({"a":)" + std::string(2000, '[')).problem, "") << "depth is bounded";
}

TEST(DocumentStream, BoundsTheLengthOfOneObject) {
  Heard heard;
  heard.feed(R"({"object":")");
  const std::string part(1U << 20U, 'x');
  for (unsigned i = 0; i < 33 && heard.problem.empty(); ++i) heard.feed(part, part.size());
  EXPECT_EQ(heard.problem, "an object is longer than 32 MiB");
}

TEST(DocumentStream, ACallbackMayEndIt) {
  DocumentStream stream({.item = [](ObjectText&) { return false; }, .member = [](std::string_view, ObjectText&) { return true; }, .end = [] { return true; }});
  EXPECT_TRUE(*stream.feed(R"({"items":[{})"));
  EXPECT_FALSE(*stream.feed(","));
}

}  // namespace vigilcast::kube::document_stream_test
