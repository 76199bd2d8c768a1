#include <cstdlib>

#include "pkg/kube/api/access.h"
#include "pkg/kube/api/access_file.h"

namespace vigilcast::kube {
namespace {

std::string or_environment(const std::string& value, const char* name) {
  if (!value.empty()) return value;
  const char* found = std::getenv(name);
  return found != nullptr ? found : "";
}

// The environment has IPv6 addresses without brackets; people write them with.
std::string without_brackets(std::string host) {
  if (host.starts_with('[') && host.ends_with(']')) return host.substr(1, host.size() - 2);
  return host;
}

}  // namespace

Result<Access> read_in_cluster(const InCluster& source) {
  Access access;
  access.server.tls = true;
  access.server.host = without_brackets(or_environment(source.host, "KUBERNETES_SERVICE_HOST"));
  const std::string port = or_environment(source.port, "KUBERNETES_SERVICE_PORT");
  if (access.server.host.empty() || port.empty()) {
    return fail("$KUBERNETES_SERVICE_HOST and $KUBERNETES_SERVICE_PORT are not set, so this is no pod of a cluster", "",
                "outside of a cluster name a file: kubernetes: {kubeconfig: FILE}");
  }
  const auto number = parse_number<std::uint16_t>(port);
  if (!number || *number == 0) return fail("$KUBERNETES_SERVICE_PORT is '" + printable(port) + "', which is no port");
  access.server.port = *number;

  constexpr std::string_view kHint = "does the pod's service account mount its token (automountServiceAccountToken)?";
  auto token = read_token(source.directory + "/token");
  if (!token) return fail(token.error().text, token.error().where, std::string(kHint));
  access.token = *std::move(token);
  auto ca = read_access_file(source.directory + "/ca.crt");
  if (!ca) return fail(ca.error().text, ca.error().where, std::string(kHint));
  access.tls.ca = *std::move(ca);
  if (const auto name_space = read_access_file(source.directory + "/namespace")) access.name_space = trim(*name_space);
  return access;
}

Result<Access> read_access(const AccessSource& source) {
  const auto* file = std::get_if<Kubeconfig>(&source);
  return file != nullptr ? read_kubeconfig(*file) : read_in_cluster(std::get<InCluster>(source));
}

}  // namespace vigilcast::kube
