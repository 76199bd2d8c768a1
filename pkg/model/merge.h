// exabgp.conf files beside the YAML file: one configuration for both. Services are announced to the peers of either.
#pragma once

#include <vector>

#include "pkg/base/diagnostics.h"
#include "pkg/model/config.h"

namespace vigilcast::model {

// `exabgp` in the order of `yaml.exabgp_files`. Told as errors: a peer (address and port) or peer name that is in two files, one process name with two
// meanings, a route beyond router.mayAnnounce; as a warning: a service's watchdog that no route bears.
Config merge(Config yaml, std::vector<Config> exabgp, Diagnostics& diagnostics);

}  // namespace vigilcast::model
