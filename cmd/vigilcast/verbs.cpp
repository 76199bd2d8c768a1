#include "cmd/vigilcast/verbs.h"

#include <array>

namespace vigilcast::cmd {
namespace {

constexpr std::array kVerbs{
    Verb{"run", "run the agent", add_run},
    Verb{"controller", "run the cluster-wide part: it gives Services their addresses", add_controller},
    Verb{"lab", "see it work: two demo services, the agent and a router, on loopback, without root", add_lab},
    Verb{"status", "the agent at a glance", add_status},
    Verb{"peers", "the BGP sessions", add_peers},
    Verb{"checks", "the health checks, their last results, and a probe with its trace", add_checks},
    Verb{"services", "the services and why they are announced or not", add_services},
    Verb{"routes", "routes out to, or in from, the peers", add_routes},
    Verb{"explain", "why a prefix, service or peer is as it is, and what to do", add_explain},
    Verb{"events", "what happened", add_events},
    Verb{"push", "tell the result of an external check", add_push},
    Verb{"reload", "read the configuration again; only the difference is acted on", add_reload},
    Verb{"check", "validate configuration files, all mistakes at once", add_check},
    Verb{"convert", "a configuration in another format as ours", add_convert},
    Verb{"decode", "a BGP message as JSON", add_decode},
    Verb{"crd", "the custom resource definitions for Kubernetes, as YAML", add_crd},
    Verb{"probe", "ask a URL until it answers with 200: for tests of an installation", add_probe},
    Verb{"completion", "completion of this command line, for bash", add_completion},
    Verb{"version", "which version this is", add_version},
};

}  // namespace

std::span<const Verb> all_verbs() { return kVerbs; }

}  // namespace vigilcast::cmd
