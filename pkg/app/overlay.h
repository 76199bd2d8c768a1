// What the cluster wants, laid over what the files say: one configuration. Files are nearer to this host, so they win.
#pragma once

#include <string>
#include <vector>

#include "pkg/kube/agent/wanted.h"
#include "pkg/model/config.h"

namespace vigilcast::app {

struct Overlaid {
  model::Config config;
  std::vector<kube::Hindrance> hindrances;  // what of the cluster's wishes the files forbid
};

Overlaid overlay(const model::Config& files, const kube::Wanted& wanted);

}  // namespace vigilcast::app
