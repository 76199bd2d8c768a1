// kubeconfig files, as kubectl writes them: the context that counts, its cluster, its user. All mistakes are told at once, each with its place.
#include <algorithm>
#include <array>
#include <filesystem>

#include "healthcheck/url.h"
#include "pkg/base/base64.h"
#include "pkg/kube/api/access.h"
#include "pkg/kube/api/access_file.h"
#include "pkg/yaml/parse.h"
#include "pkg/yaml/reader.h"

namespace vigilcast::kube {
namespace {

struct Unsupported {
  std::string_view key, why, hint;
};

constexpr std::string_view kTokenHint = "make a token (kubectl create token NAME) and give it as token or tokenFile, or use a client certificate";
constexpr std::array kUnsupported{
    Unsupported{"exec", "programs that fetch credentials are not run", kTokenHint},
    Unsupported{"auth-provider", "providers of credentials are not known here", kTokenHint},
    Unsupported{"username", "API servers take no passwords any more", kTokenHint},
    Unsupported{"as", "impersonation is not supported", "use credentials of the account itself"},
    Unsupported{"as-uid", "impersonation is not supported", "use credentials of the account itself"},
    Unsupported{"as-groups", "impersonation is not supported", "use credentials of the account itself"},
    Unsupported{"proxy-url", "proxies are not supported", "name a server that is reached directly"},
};

class Loader {
 public:
  Loader(const yaml::Document& document, Diagnostics& diagnostics)
      : document_(document), reader_(document, diagnostics), directory_(std::filesystem::path(document.file).parent_path()) {}

  Access load(const std::string& context_name) {
    const yaml::Node& root = document_.root;
    const std::string name = context_name.empty() ? text(root, "current-context") : context_name;
    if (name.empty()) {
      reader_.error(root, "there is no current-context, so no cluster is chosen", "kubectl config use-context NAME writes one");
      return {};
    }
    const yaml::Node* context = named(root, "contexts", name, "context");
    if (context == nullptr) return {};
    access_.name_space = text(*context, "namespace");
    if (const yaml::Node* cluster = named(root, "clusters", text(*context, "cluster"), "cluster")) read_cluster(*cluster);
    if (const std::string user_name = text(*context, "user"); !user_name.empty()) {
      if (const yaml::Node* user = named(root, "users", user_name, "user")) read_user(*user);
    }
    return std::move(access_);
  }

 private:
  // What is absent or "" is empty: files have both.
  std::string text(const yaml::Node& map, std::string_view key) {
    const yaml::Node* node = map.find(key);
    if (node == nullptr || node->kind == yaml::Node::Kind::null || (node->kind == yaml::Node::Kind::scalar && node->text.empty())) return {};
    return std::string(reader_.word(*node, "text").value_or(""));
  }

  // clusters: [{name: …, cluster: {…}}], and the same for contexts and users.
  const yaml::Node* named(const yaml::Node& root, std::string_view list, const std::string& name, std::string_view key) {
    const yaml::Node* all = root.find(list);
    if (all != nullptr && all->kind == yaml::Node::Kind::list) {
      for (const yaml::Node& item : all->items) {
        const yaml::Node* found = text(item, "name") == name ? item.find(key) : nullptr;
        if (found != nullptr && found->kind == yaml::Node::Kind::map) return found;
      }
    }
    reader_.error(all != nullptr ? *all : root, "there is no " + std::string(key) + " '" + name + "' among the " + std::string(list));
    return nullptr;
  }

  void refuse_unsupported(const yaml::Node& map) {
    for (const Unsupported& row : kUnsupported) {
      if (const yaml::Node* node = map.find(row.key)) reader_.error(*node, std::string(row.key) + ": " + std::string(row.why), row.hint);
    }
  }

  // KEY-data in base64, which counts if both are there, or KEY with the path of a file, from the directory of the kubeconfig.
  std::string data_or_file(const yaml::Node& map, const std::string& key) {
    if (const std::string data = text(map, key + "-data"); !data.empty()) {
      auto decoded = decode_base64(data);
      if (!decoded) reader_.error(*map.find(key + "-data"), key + "-data: " + decoded.error().text);
      return decoded.value_or("");
    }
    return file(map, key, read_access_file);
  }

  std::string file(const yaml::Node& map, const std::string& key, Result<std::string> (*read)(const std::string&)) {
    const std::string path = text(map, key);
    if (path.empty()) return {};
    const auto content = read((directory_ / path).string());
    if (!content) reader_.error(*map.find(key), content.error().to_string());
    return content.value_or("");
  }

  void read_server(const yaml::Node& cluster) {
    const std::string server = text(cluster, "server");
    const auto url = health::HttpUrl::parse(server);
    if (!url) {
      const yaml::Node* node = cluster.find("server");
      reader_.error(node != nullptr ? *node : cluster, "server: " + url.error().text, url.error().hint);
      return;
    }
    access_.server = {url->tls, url->server.host, url->server.port};
    access_.prefix = url->target.substr(0, url->target.find_last_not_of('/') + 1);
  }

  void read_cluster(const yaml::Node& cluster) {
    refuse_unsupported(cluster);
    read_server(cluster);
    access_.tls.ca = data_or_file(cluster, "certificate-authority");
    access_.tls.server_name = text(cluster, "tls-server-name");
    const yaml::Node* insecure = cluster.find("insecure-skip-tls-verify");
    if (insecure != nullptr) access_.tls.insecure = reader_.boolean(*insecure).value_or(false);
    if (access_.tls.insecure && !access_.tls.ca.empty()) {
      reader_.error(*insecure, "a certificate-authority is given, and insecure-skip-tls-verify says not to use it", "leave one of them out");
    }
  }

  void read_user(const yaml::Node& user) {
    refuse_unsupported(user);
    access_.tls.certificate = data_or_file(user, "client-certificate");
    access_.tls.key = data_or_file(user, "client-key");
    if (access_.tls.certificate.empty() != access_.tls.key.empty()) {
      reader_.error(user, "client-certificate and client-key belong together: one of them is missing");
    }
    access_.token = text(user, "token");
    if (const std::string token = file(user, "tokenFile", read_token); !token.empty()) access_.token = token;  // it is the one that is renewed
  }

  const yaml::Document& document_;
  yaml::Reader reader_;
  std::filesystem::path directory_;
  Access access_;
};

// Diagnostics show lines of the file; these must not be shown.
void conceal_secrets(yaml::Document& document) {
  const yaml::Node* users = document.root.find("users");
  if (users == nullptr) return;
  for (const yaml::Node& item : users->items) {
    const yaml::Node* user = item.find("user");
    if (user == nullptr) continue;
    for (const std::string_view key : {"token", "client-key-data", "password"}) {
      if (const yaml::Node* node = user->find(key); node != nullptr && node->kind == yaml::Node::Kind::scalar) document.conceal(*node);
    }
  }
}

}  // namespace

Result<Access> read_kubeconfig(const Kubeconfig& source) {
  const auto content = read_access_file(source.file);
  if (!content) return std::unexpected(content.error());
  Diagnostics diagnostics;
  auto document = yaml::parse(source.file, *content, diagnostics);
  Access access;
  if (document) {
    conceal_secrets(*document);
    if (!diagnostics.has_errors()) access = Loader(*document, diagnostics).load(source.context);
  }
  if (diagnostics.has_errors()) return fail(diagnostics.to_string());
  return access;
}

}  // namespace vigilcast::kube
