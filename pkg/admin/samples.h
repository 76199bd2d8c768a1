// Collects the samples of one metric family; its row in pkg/telemetry/metrics.h says which labels they have, in which order.
#pragma once

#include <prometheus/metric_family.h>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "pkg/model/latency.h"
#include "pkg/telemetry/metrics.h"

namespace vigilcast::admin {

class Samples {
 public:
  explicit Samples(const telemetry::MetricRow& row);

  // One value for each label of the row, in its order.
  void add(std::initializer_list<std::string_view> label_values, double value);
  // For each of `states`: 1 when it is `present`, else 0. The state is the row's last label.
  void add_states(std::string_view subject, std::span<const std::string_view> states, std::string_view present);
  void add(const model::LatencyHistogram& histogram);

  [[nodiscard]] prometheus::MetricFamily take() { return std::move(family_); }

 private:
  prometheus::ClientMetric& labelled(std::initializer_list<std::string_view> label_values);

  const telemetry::MetricRow& row_;
  prometheus::MetricFamily family_;
};

}  // namespace vigilcast::admin
