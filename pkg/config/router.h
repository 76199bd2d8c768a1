// `router`: who we are.
#pragma once

#include "pkg/config/field.h"
#include "pkg/model/config.h"

namespace vigilcast::config {

const Table<model::RouterConfig>& router_table();

}  // namespace vigilcast::config
