// `services`: prefixes, what makes them healthy, and how they are announced in each state.
#pragma once

#include "pkg/announce/service.h"
#include "pkg/config/field.h"

namespace vigilcast::config {

struct ServiceDraft {
  announce::ServiceSpec spec;
  const yaml::Node* node = nullptr;
  const yaml::Node* name = nullptr;
  const yaml::Node* healthy = nullptr;
  const yaml::Node* degraded = nullptr;
  const yaml::Node* watchdog = nullptr;
  std::vector<std::pair<Prefix, const yaml::Node*>> prefixes;
};

struct AnnounceDraft {
  announce::Profile up;
  std::optional<announce::Profile> degraded;
  announce::Profile down{.announce = false, .attributes = {}, .as_path_prepend = 0};
};

const Table<ServiceDraft>& service_table();
const Table<AnnounceDraft>& announce_table();

ServiceDraft read_service(const yaml::Node& node, Load& load);

}  // namespace vigilcast::config
