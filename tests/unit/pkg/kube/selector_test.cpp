#include "pkg/kube/selector.h"

#include <gtest/gtest.h>

namespace vigilcast::kube::selector_test {

using Operator = LabelExpression::Operator;

TEST(LabelSelectors, MatchAsInKubernetes) {
  struct Row {
    const char* what;
    LabelSelector selector;
    bool matches;
  };
  const Labels labels{{"app", "web"}, {"rack", "a"}, {"empty", ""}};
  const Row rows[] = {
      {"empty", {}, true},
      {"label", {{{"app", "web"}}, {}}, true},
      {"other value", {{{"app", "dns"}}, {}}, false},
      {"no such label", {{{"zone", ""}}, {}}, false},
      {"one of two", {{{"app", "web"}, {"rack", "b"}}, {}}, false},
      {"in", {{}, {{"rack", Operator::in, {"b", "a"}}}}, true},
      {"in, not there", {{}, {{"zone", Operator::in, {"a"}}}}, false},
      {"not in", {{}, {{"rack", Operator::not_in, {"b"}}}}, true},
      {"not in, but is", {{}, {{"rack", Operator::not_in, {"a"}}}}, false},
      {"not in, not there", {{}, {{"zone", Operator::not_in, {"a"}}}}, true},
      {"exists", {{}, {{"empty", Operator::exists, {}}}}, true},
      {"exists not", {{}, {{"zone", Operator::exists, {}}}}, false},
      {"does not exist", {{}, {{"zone", Operator::does_not_exist, {}}}}, true},
      {"does exist", {{}, {{"app", Operator::does_not_exist, {}}}}, false},
      {"all of it", {{{"app", "web"}}, {{"rack", Operator::in, {"a"}}, {"zone", Operator::exists, {}}}}, false},
  };
  for (const Row& row : rows) EXPECT_EQ(row.selector.matches(labels), row.matches) << row.what;
  EXPECT_TRUE(LabelSelector{}.matches({}));
}

}  // namespace vigilcast::kube::selector_test
