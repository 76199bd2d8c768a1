// The YAML file as a whole, read but not yet judged across objects.
#pragma once

#include <optional>

#include "pkg/config/check.h"
#include "pkg/config/field.h"
#include "pkg/config/peer.h"
#include "pkg/config/service.h"
#include "pkg/model/config.h"

namespace vigilcast::config {

struct FileDraft {
  std::optional<model::RouterConfig> router;
  std::vector<PeerDraft> peers;
  std::vector<CheckDraft> checks;
  std::vector<ServiceDraft> services;
  std::vector<std::string> exabgp_files;
  model::AdminConfig admin;
  std::optional<model::MetricsConfig> metrics;
  std::optional<model::KubernetesConfig> kubernetes;
};

const Table<FileDraft>& file_table();
const Table<model::AdminConfig>& admin_table();

}  // namespace vigilcast::config
