// exabgp.conf files beside the YAML file: one configuration for both. Services are announced to the peers of either.
#pragma once

#include <string>
#include <vector>

#include "pkg/base/diagnostics.h"
#include "pkg/model/config.h"

namespace vigilcast::model {

// What one file says; the name is for messages.
struct FileConfig {
  std::string file;
  Config config;
};

// Without a YAML file `yaml` is empty. Told as errors: a peer (address and port) or peer name that is in two files, one process name with two
// meanings, a route beyond router.mayAnnounce; as a warning: a service's watchdog that no route bears.
Config merge(FileConfig yaml, std::vector<FileConfig> exabgp, Diagnostics& diagnostics);

}  // namespace vigilcast::model
