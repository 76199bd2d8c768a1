#include <gtest/gtest.h>

#include "pkg/admin/metrics.h"

namespace vigilcast::admin::accept_test {

struct Case {
  const char* accept;
  Exposition form;
};

TEST(NegotiateExposition, OpenmetricsOnlyWhenAskedForAndPreferred) {
  const Case cases[] = {
      {"", Exposition::prometheus},
      {"*/*", Exposition::prometheus},
      {"text/html,application/xhtml+xml,*/*;q=0.8", Exposition::prometheus},
      // What Prometheus 2 and 3 send.
      {"application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2",
       Exposition::openmetrics},
      {"application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6, text/plain;version=0.0.4;q=0.4", Exposition::openmetrics},
      {"application/openmetrics-text", Exposition::openmetrics},
      {"Application/OpenMetrics-Text; Version=1.0.0", Exposition::openmetrics},
      {"application/openmetrics-text;q=0", Exposition::prometheus},
      {"application/openmetrics-text;q=0.2,text/plain;q=0.9", Exposition::prometheus},
      {"application/openmetrics-text;version=2.0.0,text/plain;q=0.1", Exposition::prometheus},
      {"application/openmetrics-text;q=nonsense", Exposition::prometheus},
      {"application/openmetrics-text;q=1.5", Exposition::prometheus},
      {"application/openmetrics-text;q=-1", Exposition::prometheus},
      {";;;,,,=,q=", Exposition::prometheus},
  };
  for (const Case& one : cases) EXPECT_EQ(negotiate_exposition(one.accept), one.form) << one.accept;
}

}  // namespace vigilcast::admin::accept_test
