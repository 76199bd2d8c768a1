#include "pkg/admin/samples.h"

#include <algorithm>

namespace vigilcast::admin {
namespace {

prometheus::MetricType library_type(telemetry::MetricType type) {
  switch (type) {
    case telemetry::MetricType::counter: return prometheus::MetricType::Counter;
    case telemetry::MetricType::histogram: return prometheus::MetricType::Histogram;
    case telemetry::MetricType::gauge: break;
  }
  return prometheus::MetricType::Gauge;
}

}  // namespace

Samples::Samples(const telemetry::MetricRow& row) : row_(row), family_{std::string(row.name), std::string(row.help), library_type(row.type), {}} {}

prometheus::ClientMetric& Samples::labelled(std::initializer_list<std::string_view> label_values) {
  prometheus::ClientMetric& metric = family_.metric.emplace_back();
  auto name = row_.labels.begin();
  for (const std::string_view value : label_values) metric.label.push_back({std::string(*name++), std::string(value)});
  return metric;
}

void Samples::add(std::initializer_list<std::string_view> label_values, double value) {
  prometheus::ClientMetric& metric = labelled(label_values);
  (row_.type == telemetry::MetricType::counter ? metric.counter.value : metric.gauge.value) = value;
}

void Samples::add_states(std::string_view subject, std::span<const std::string_view> states, std::string_view present) {
  for (const std::string_view state : states) add({subject, state}, state == present ? 1 : 0);
}

void Samples::add(const model::LatencyHistogram& histogram) {
  auto& out = labelled({}).histogram;
  out.sample_count = histogram.total;
  out.sample_sum = to_seconds(histogram.sum);
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i < histogram.kUpperBounds.size(); ++i) {
    so_far += histogram.counts[i];
    out.bucket.push_back({so_far, to_seconds(histogram.kUpperBounds[i])});
  }
}

}  // namespace vigilcast::admin
