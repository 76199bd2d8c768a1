// docs/operating.md lists every HTTP path and every metric. VIGILCAST_UPDATE=1 rewrites the lists in the document.
#include <gtest/gtest.h>

#include "pkg/admin/api.h"
#include "pkg/telemetry/metrics.h"
#include "tests/unit/reference.h"

namespace vigilcast::admin::reference_test {

const std::string kDocument = VIGILCAST_SOURCE_DIR "/docs/operating.md";

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
  vigilcast::reference_test::expect_reference(kDocument, paths() + metrics() + "\n", "unit_admin");
}

}  // namespace vigilcast::admin::reference_test
