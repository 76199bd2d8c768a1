// `checks`: what is asked, how often, and how answers become a verdict.
#pragma once

#include "healthcheck/spec.h"
#include "pkg/config/field.h"

namespace vigilcast::config {

struct CheckDraft {
  health::CheckSpec spec;
  const yaml::Node* name = nullptr;  // the key
  const yaml::Node* interval = nullptr;
  const yaml::Node* fast = nullptr;
  const yaml::Node* slow = nullptr;
  const yaml::Node* timeout = nullptr;
  const yaml::Node* rise = nullptr;
  const yaml::Node* fall = nullptr;
  const yaml::Node* window = nullptr;
  const yaml::Node* depends_on = nullptr;
};

const Table<CheckDraft>& check_table();

CheckDraft read_check(const yaml::Entry& entry, Load& load);

}  // namespace vigilcast::config
