// vigilcast crd: our custom resource definitions as YAML, ready for kubectl apply. Needs no cluster.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

#include "cmd/vigilcast/verbs.h"
#include "pkg/base/text.h"
#include "pkg/kube/schema/crd.h"

namespace vigilcast::cmd {
namespace {

// By kind, plural or short name, in any case.
bool is_called(const kube::OwnKind& kind, std::string_view name) {
  const std::string low = to_lower(name);
  return low == to_lower(kind.info.kind) || low == kind.info.plural || low == kind.short_name;
}

int print_all() {
  for (const kube::OwnKind& kind : kube::own_kinds()) std::fputs(("---\n" + kube::crd_yaml(kind)).c_str(), stdout);
  return 0;
}

int print_one(const std::string& name) {
  const auto& kinds = kube::own_kinds();
  const auto found = std::ranges::find_if(kinds, [&](const kube::OwnKind& kind) { return is_called(kind, name); });
  if (found != kinds.end()) {
    std::fputs(kube::crd_yaml(*found).c_str(), stdout);
    return 0;
  }
  std::string known;
  for (const kube::OwnKind& kind : kinds) known += (known.empty() ? "" : ", ") + std::string(kind.info.kind);
  std::fputs(("vigilcast: there is no kind '" + printable(name) + "' (the kinds are " + known + ")\n").c_str(), stderr);
  return 1;
}

}  // namespace

void add_crd(CLI::App& verb, int& exit_code) {
  const auto kind = std::make_shared<std::string>();
  verb.add_option("kind", *kind, "one kind alone, such as BGPPeer");
  verb.callback([kind, &exit_code] { exit_code = kind->empty() ? print_all() : print_one(*kind); });
}

}  // namespace vigilcast::cmd
