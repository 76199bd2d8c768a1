#include "pkg/kube/agent/hindrances.h"

#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/kube/agent/object_ref.h"

namespace vigilcast::kube {
namespace {

constexpr std::string_view kEndpoints = "endpoints/";

template <class Objects, class Key>
void add_found(std::vector<ObjectRef>& out, const Objects& objects, const Key& key) {
  if (const auto found = objects.find(key); found != objects.end()) out.push_back(ref_of(found->second));
}

// By the names that checks.h gives them.
void add_of_check(std::vector<ObjectRef>& out, const std::string& check, const Cluster& cluster) {
  if (check == kGatesCheck) {
    if (cluster.node) out.push_back(ref_of(*cluster.node));
    return;
  }
  const auto parts = split(check, '/');
  if (check.starts_with(kEndpoints) && parts.size() > 2) {
    add_found(out, cluster.services, ObjectKey{std::string(parts[1]), std::string(parts[2])});
  } else {
    add_found(out, cluster.checks, std::string(parts.front()));
  }
}

std::vector<ObjectRef> objects_behind(const Hindrance& hindrance, const Plan& plan, const Cluster& cluster) {
  std::vector<ObjectRef> out;
  switch (hindrance.part) {
    case Hindrance::Part::peer: add_found(out, cluster.peers, hindrance.name); break;
    case Hindrance::Part::check: add_of_check(out, hindrance.name, cluster); break;
    case Hindrance::Part::service:
      if (const auto members = plan.members.find(hindrance.name); members != plan.members.end()) {
        for (const ObjectKey& service : members->second) add_found(out, cluster.services, service);
      }
      break;
  }
  return out;
}

}  // namespace

void work_out_problems(Plan& plan, const Cluster& cluster) {
  plan.problems = plan.wanted.problems;
  for (const Hindrance& hindrance : plan.hindrances) {
    for (ObjectRef& object : objects_behind(hindrance, plan, cluster)) plan.problems.push_back({std::move(object), hindrance.reason, hindrance.message});
  }
  std::ranges::sort(plan.problems);
  const auto repeated = std::ranges::unique(plan.problems);
  plan.problems.erase(repeated.begin(), repeated.end());
}

}  // namespace vigilcast::kube
