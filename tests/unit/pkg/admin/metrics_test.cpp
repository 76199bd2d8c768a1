#include "pkg/admin/metrics.h"

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "pkg/base/text.h"
#include "pkg/telemetry/metrics.h"
#include "tests/unit/pkg/admin/sample.h"

namespace vigilcast::admin::metrics_test {

// A small strict reader of both forms: every line must be one that the format allows, and families must not be torn apart.
struct Parsed {
  std::map<std::string, std::string> types, helps;
  std::map<std::string, std::set<std::string>> samples;  // family -> "name{labels}"
  std::map<std::string, double> values;                  // "name{labels}" -> value
};

std::string family_of(const std::string& sample, const std::map<std::string, std::string>& types) {
  if (types.contains(sample)) return sample;
  for (const char* suffix : {"_bucket", "_count", "_sum", "_total"}) {
    if (sample.ends_with(suffix) && types.contains(sample.substr(0, sample.size() - std::string_view(suffix).size()))) {
      return sample.substr(0, sample.size() - std::string_view(suffix).size());
    }
  }
  return "";
}

Parsed parse(const std::string& text) {
  static const std::regex kType(R"(# TYPE ([a-z_]+) (gauge|counter|histogram))"), kHelp(R"(# HELP ([a-z_]+) (.+))"),
      kSample(R"re(([a-z_]+)(\{[a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*\})? (-?[0-9.e+-]+|\+Inf|Nan))re");
  Parsed out;
  EXPECT_TRUE(text.ends_with('\n'));
  const std::string_view body = std::string_view(text).substr(0, text.size() - 1);
  for (const std::string_view view : split(body, '\n')) {
    const std::string line(view);
    std::smatch found;
    if (line == "# EOF") continue;
    if (std::regex_match(line, found, kType)) {
      EXPECT_TRUE(out.types.emplace(found[1], found[2]).second) << line;
    } else if (std::regex_match(line, found, kHelp)) {
      EXPECT_TRUE(out.helps.emplace(found[1], found[2]).second) << line;
    } else if (std::regex_match(line, found, kSample)) {
      const std::string family = family_of(found[1], out.types);
      EXPECT_FALSE(family.empty()) << line << " is of no family";
      EXPECT_TRUE(out.samples[family].insert(found[1].str() + found[2].str()).second) << line << " is there twice";
      out.values[found[1].str() + found[2].str()] = found[3] == "+Inf" ? 0 : std::stod(found[3]);
    } else {
      ADD_FAILURE() << "not a line of the format: " << line;
    }
  }
  return out;
}

TEST(Metrics, EveryRowIsThereWithItsTypeHelpAndLabels) {
  const Parsed parsed = parse(expose(sample::snapshot(), Exposition::prometheus));
  EXPECT_EQ(parsed.types.size(), std::size(telemetry::kMetrics));
  for (const telemetry::MetricRow& row : telemetry::kMetrics) {
    const std::string name(row.name);
    ASSERT_TRUE(parsed.types.contains(name)) << name;
    EXPECT_EQ(parsed.helps.at(name), row.help);
    ASSERT_TRUE(parsed.samples.contains(name)) << name << " has no sample, although the snapshot has one of everything";
    for (const std::string& one : parsed.samples.at(name)) {
      for (const std::string_view label : row.labels)
        EXPECT_TRUE(label.empty() || one.find(std::string(label) + "=\"") != std::string::npos) << one << " lacks " << label;
    }
  }
}

TEST(Metrics, ShowTheSnapshot) {
  const Parsed parsed = parse(expose(sample::snapshot(), Exposition::prometheus));
  const std::pair<const char*, double> expected[] = {
      {"vigilcast_build_info{version=\"0.1.0\"}", 1},
      {"vigilcast_start_timestamp_seconds", 1'795'000'000 - 29 * 3600},
      {"vigilcast_ready", 1},
      {"vigilcast_reloads_total{result=\"failed\"}", 1},
      {"vigilcast_peer_info{peer=\"tor-a\",address=\"192.0.2.1\",peer_as=\"65000\"}", 1},
      {"vigilcast_peer_up{peer=\"tor-a\"}", 1},
      {"vigilcast_peer_up{peer=\"tor-b\"}", 0},
      {"vigilcast_peer_state{peer=\"tor-b\",state=\"Active\"}", 1},
      {"vigilcast_peer_state{peer=\"tor-b\",state=\"Established\"}", 0},
      {"vigilcast_peer_state_since_timestamp_seconds{peer=\"tor-a\"}", 1'795'000'000 - 192},
      {"vigilcast_peer_last_down{peer=\"tor-b\",reason=\"connect_failed\"}", 1},
      {"vigilcast_peer_hold_time_seconds{peer=\"tor-a\"}", 9},
      {"vigilcast_peer_messages_total{peer=\"tor-a\",direction=\"sent\",type=\"update\"}", 7},
      {"vigilcast_peer_routes_received{peer=\"tor-a\"}", 5},
      {"vigilcast_peer_reading_paused{peer=\"tor-a\"}", 0},
      {"vigilcast_check_state{check=\"web\",state=\"down\"}", 1},
      {"vigilcast_check_results_total{check=\"web\",outcome=\"inconclusive\"}", 1},
      {"vigilcast_check_last_duration_seconds{check=\"web\"}", 0.003},
      {"vigilcast_service_state{service=\"web\",state=\"down\"}", 1},
      {"vigilcast_service_state{service=\"web\",state=\"up\"}", 0},
      {"vigilcast_service_reason{service=\"web\",reason=\"checks_down\"}", 1},
      {"vigilcast_service_prefixes{service=\"web\"}", 2},
      {"vigilcast_service_prefixes_announced{service=\"dns\"}", 1},
      {"vigilcast_prefix_announced{service=\"dns\",prefix=\"198.51.100.53/32\"}", 1},
      {"vigilcast_process_up{process=\"broken\"}", 0},
      {"vigilcast_process_lines_total{process=\"helper\",direction=\"out\"}", 9},
      {"vigilcast_kubernetes_synced", 1},
      {"vigilcast_kubernetes_watch_current{kind=\"Service\"}", 1},
      {"vigilcast_kubernetes_watch_current{kind=\"EndpointSlice\"}", 0},
      {"vigilcast_kubernetes_stale_seconds", 130},
      {"vigilcast_kubernetes_writes_total", 120},
      {"vigilcast_kubernetes_writes_failed_total", 2},
      {"vigilcast_pool_addresses{pool=\"blue\",state=\"in_use\"}", 3},
      {"vigilcast_pool_addresses{pool=\"blue\",state=\"free\"}", 13},
      {"vigilcast_decision_to_wire_seconds_count", 2},
      {"vigilcast_decision_to_wire_seconds_bucket{le=\"0.00025\"}", 1},
      {"vigilcast_decision_to_wire_seconds_bucket{le=\"0.0005\"}", 2},
      {"vigilcast_decision_to_wire_seconds_bucket{le=\"+Inf\"}", 2},
  };
  for (const auto& [series, value] : expected) {
    ASSERT_TRUE(parsed.values.contains(series)) << series;
    EXPECT_DOUBLE_EQ(parsed.values.at(series), value) << series;
  }
  EXPECT_FALSE(parsed.values.contains("vigilcast_peer_hold_time_seconds{peer=\"tor-b\"}")) << "it has negotiated nothing";
  EXPECT_FALSE(parsed.values.contains("vigilcast_check_last_duration_seconds{check=\"dns\"}")) << "never probed";
}

TEST(Metrics, AStateIsExactlyOneOfItsSeries) {
  const Parsed parsed = parse(expose(sample::snapshot(), Exposition::prometheus));
  std::map<std::string, double> sums;
  for (const auto& [series, value] : parsed.values) {
    if (series.starts_with("vigilcast_pool_addresses")) continue;
    if (const auto state = series.find(",state=\""); state != std::string::npos) sums[series.substr(0, state)] += value;
  }
  EXPECT_EQ(sums.size(), 6U) << "two peers, two checks, two services";
  for (const auto& [subject, sum] : sums) EXPECT_EQ(sum, 1) << subject;
}

TEST(Metrics, OpenmetricsNamesCountersWithoutTotalAndEnds) {
  const std::string text = expose(sample::snapshot(), Exposition::openmetrics);
  EXPECT_TRUE(text.ends_with("\n# EOF\n"));
  EXPECT_EQ(text.find("# EOF"), text.rfind("# EOF"));
  const Parsed parsed = parse(text);
  EXPECT_EQ(parsed.types.at("vigilcast_reloads"), "counter");
  EXPECT_FALSE(parsed.types.contains("vigilcast_reloads_total"));
  EXPECT_EQ(parsed.values.at("vigilcast_reloads_total{result=\"ok\"}"), 2);
  EXPECT_EQ(parsed.values, parse(expose(sample::snapshot(), Exposition::prometheus)).values);
}

TEST(Metrics, NamesFromPeopleAreEscaped) {
  model::Snapshot snapshot = sample::snapshot();
  snapshot.services[0].name = "a \"quoted\" \\ name\nof two lines";
  for (const Exposition form : {Exposition::prometheus, Exposition::openmetrics}) {
    const Parsed parsed = parse(expose(snapshot, form));
    EXPECT_TRUE(parsed.values.contains(R"(vigilcast_service_prefixes{service="a \"quoted\" \\ name\nof two lines"})"));
  }
}

TEST(Metrics, OutsideAClusterThereIsNothingAboutOne) {
  model::Snapshot snapshot = sample::snapshot();
  snapshot.cluster.reset();
  snapshot.pools.clear();
  const std::string text = expose(snapshot, Exposition::openmetrics);
  EXPECT_EQ(text.find("kubernetes"), std::string::npos);
  EXPECT_EQ(text.find("pool"), std::string::npos);
}

TEST(Metrics, AWatchThatIsCurrentIsNotStale) {
  model::Snapshot snapshot;
  snapshot.cluster = {.node = "worker-1", .synced = false, .waiting_for = "Service", .watches = {}, .stale_since = {}, .problem = {}};
  const Parsed parsed = parse(expose(snapshot, Exposition::prometheus));
  EXPECT_EQ(parsed.values.at("vigilcast_kubernetes_stale_seconds"), 0);
  EXPECT_EQ(parsed.values.at("vigilcast_kubernetes_synced"), 0);
}

TEST(Metrics, AnEmptyAgentHasValidMetricsToo) {
  for (const Exposition form : {Exposition::prometheus, Exposition::openmetrics}) EXPECT_EQ(parse(expose({}, form)).values.at("vigilcast_ready"), 0);
}

}  // namespace vigilcast::admin::metrics_test
