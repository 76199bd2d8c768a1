// One check in full as JSON: GET /api/v1/checks?name=NAME, POST /api/v1/checks/probe.
#pragma once

#include "pkg/json/value.h"
#include "pkg/model/check_report.h"

namespace vigilcast::admin {

json::Value check_report_view(const model::CheckReport& report);

}  // namespace vigilcast::admin
