// docs/operating.md lists every HTTP path and every metric. VIGILCAST_UPDATE=1 rewrites the lists in the document.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "pkg/admin/api.h"
#include "pkg/telemetry/metrics.h"

namespace vigilcast::admin::reference_test {

const std::string kDocument = VIGILCAST_SOURCE_DIR "/docs/operating.md";
constexpr std::string_view kBegin = "write what follows. -->\n";
constexpr std::string_view kEnd = "<!-- end of the reference -->";

std::string reach(Reach reach) {
  if (reach == Reach::order) return "; over the control socket only";
  return reach == Reach::local ? "" : "; on `metrics.listen` as well";
}

std::string paths() {
  std::string out = "\n| path | answer |\n|---|---|\n";
  for (const Route& route : routes()) {
    const std::string method = route.method == "GET" ? "" : std::string(route.method) + " ";
    out += "| `" + method + std::string(route.path) + "` | " + std::string(route.help) + reach(route.reach) + " |\n";
  }
  return out;
}

std::string_view type_name(telemetry::MetricType type) {
  switch (type) {
    case telemetry::MetricType::gauge: return "gauge";
    case telemetry::MetricType::counter: return "counter";
    case telemetry::MetricType::histogram: break;
  }
  return "histogram";
}

std::string metrics() {
  std::string out = "\n| metric | type | labels | |\n|---|---|---|---|\n";
  for (const telemetry::MetricRow& row : telemetry::kMetrics) {
    std::string labels;
    for (const std::string_view label : row.labels) labels += label.empty() ? "" : (labels.empty() ? "`" : " `") + std::string(label) + "`";
    out += "| `" + std::string(row.name) + "` | " + std::string(type_name(row.type)) + " | " + labels + " | " + std::string(row.help) + " |\n";
  }
  return out;
}

TEST(OperatingReference, TheDocumentListsEveryPathAndMetric) {
  std::ostringstream text;
  text << std::ifstream(kDocument).rdbuf();
  const std::string document = text.str();
  const auto begin = document.find(kBegin), end = document.find(kEnd);
  ASSERT_NE(begin, std::string::npos);
  ASSERT_NE(end, std::string::npos);
  const std::string wanted = document.substr(0, begin + kBegin.size()) + paths() + metrics() + "\n" + document.substr(end);
  if (std::getenv("VIGILCAST_UPDATE") != nullptr) std::ofstream(kDocument) << wanted;
  EXPECT_TRUE(document == wanted || std::getenv("VIGILCAST_UPDATE") != nullptr) << "docs/operating.md is out of date: VIGILCAST_UPDATE=1 rewrites it";
}

}  // namespace vigilcast::admin::reference_test
