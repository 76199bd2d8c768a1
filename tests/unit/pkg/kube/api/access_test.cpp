#include "pkg/kube/api/access.h"

#include <gtest/gtest.h>

#include "pkg/base/base64.h"
#include "tests/unit/pkg/kube/api/scratch_directory.h"

namespace vigilcast::kube::api_test {

TEST(InCluster, ReadsTheServiceAccount) {
  const ScratchDirectory files;
  files.write("token", "t0ken\n");
  files.write("ca.crt", "PEM");
  files.write("namespace", "vigilcast");
  const auto access = read_in_cluster({"10.96.0.1", "443", files.path()});
  ASSERT_TRUE(access) << access.error().to_string();
  EXPECT_EQ(access->server.url(), "https://10.96.0.1");
  EXPECT_EQ(access->token, "t0ken") << "without the line break";
  EXPECT_EQ(access->tls.ca, "PEM");
  EXPECT_EQ(access->name_space, "vigilcast");
}

TEST(InCluster, TakesIpv6WithAndWithoutBrackets) {
  const ScratchDirectory files;
  files.write("token", "x");
  files.write("ca.crt", "x");
  for (const char* host : {"fd00::1", "[fd00::1]"}) EXPECT_EQ(read_in_cluster({host, "6443", files.path()})->server.url(), "https://[fd00::1]:6443");
}

TEST(InCluster, SaysWhatIsMissing) {
  const ScratchDirectory files;
  const auto no_token = read_in_cluster({"10.96.0.1", "443", files.path()});
  EXPECT_EQ(no_token.error().to_string(),
            files.path() + "/token: no such file (does the pod's service account mount its token (automountServiceAccountToken)?)");
  files.write("token", "\n");
  EXPECT_EQ(read_in_cluster({"10.96.0.1", "443", files.path()}).error().text, "the token file " + files.path() + "/token is empty");
  EXPECT_EQ(read_in_cluster({"10.96.0.1", "none", files.path()}).error().text, "$KUBERNETES_SERVICE_PORT is 'none', which is no port");
  ::unsetenv("KUBERNETES_SERVICE_HOST");
  EXPECT_TRUE(read_in_cluster({"", "443", files.path()}).error().text.starts_with("$KUBERNETES_SERVICE_HOST and $KUBERNETES_SERVICE_PORT are not set"));
}

// A file with one cluster and one user, of these lines.
std::string kubeconfig(const std::string& cluster, const std::string& user) {
  return "apiVersion: v1\nkind: Config\npreferences: {}\ncurrent-context: here\n"
         "contexts:\n- name: other\n  context: {cluster: no, user: no}\n- name: here\n  context: {cluster: one, user: me, namespace: mine}\n"
         "clusters:\n- name: one\n  cluster:\n" +
         cluster + "users:\n- name: me\n  user:\n" + user;
}

Result<Access> load(const ScratchDirectory& files, const std::string& text, const std::string& context = "") {
  files.write("config", text);
  return read_kubeconfig({files.path() + "/config", context});
}

const std::string kServer = "    server: https://127.0.0.1:6443\n";

TEST(Kubeconfig, ReadsDataInTheFile) {
  const ScratchDirectory files;
  const auto access =
      load(files, kubeconfig(kServer + "    certificate-authority-data: " + encode_base64("the CA") + "\n    tls-server-name: kubernetes\n",
                             "    client-certificate-data: " + encode_base64("cert") + "\n    client-key-data: " + encode_base64("key") + "\n"));
  ASSERT_TRUE(access) << access.error().to_string();
  EXPECT_EQ(*access, (Access{{true, "127.0.0.1", 6443}, "", {.ca = "the CA", .certificate = "cert", .key = "key", .server_name = "kubernetes"}, "", "mine"}));
}

TEST(Kubeconfig, ReadsFilesFromItsOwnDirectory) {
  const ScratchDirectory files;
  files.write("ca.pem", "the CA");
  files.write("t", "fresh\n");
  const auto access = load(files, kubeconfig(kServer + "    certificate-authority: ca.pem\n", "    token: stale\n    tokenFile: " + files.path() + "/t\n"));
  ASSERT_TRUE(access) << access.error().to_string();
  EXPECT_EQ(access->tls.ca, "the CA");
  EXPECT_EQ(access->token, "fresh") << "the file is the one that is renewed";
}

TEST(Kubeconfig, ReadsJsonNumbersAsNamesAndEmptyTexts) {
  const ScratchDirectory files;
  const auto access = load(files, R"({"current-context": 1, "contexts": [{"name": 1, "context": {"cluster": 007, "user": ""}}],
    "clusters": [{"name": 007, "cluster": {"server": "https://api.example/k8s/clusters/one/", "certificate-authority": "", "insecure-skip-tls-verify": true}}], "users": null})");
  ASSERT_TRUE(access) << access.error().to_string();
  EXPECT_EQ(access->server.url(), "https://api.example");
  EXPECT_EQ(access->prefix, "/k8s/clusters/one");
  EXPECT_TRUE(access->tls.insecure);
}

TEST(Kubeconfig, AnotherContextCanBeNamed) {
  const ScratchDirectory files;
  const std::string text = kubeconfig(kServer, "    token: x\n");
  EXPECT_TRUE(load(files, text, "here"));
  EXPECT_NE(load(files, text, "other").error().text.find("there is no cluster 'no' among the clusters"), std::string::npos);
}

struct Mistake {
  std::string cluster, user;
  const char* expected;
};

TEST(Kubeconfig, SaysWhatItCannotUse) {
  const std::vector<Mistake> rows{
      {kServer, "    exec: {command: aws}\n", "exec: programs that fetch credentials are not run"},
      {kServer, "    auth-provider: {name: gcp}\n", "auth-provider: "},
      {kServer, "    username: admin\n    password: x\n", "username: API servers take no passwords"},
      {kServer, "    token: x\n    as: root\n", "as: impersonation is not supported"},
      {kServer + "    proxy-url: http://p\n", "    token: x\n", "proxy-url: proxies are not supported"},
      {"    server: 127.0.0.1\n", "    token: x\n", "server: "},
      {"    certificate-authority-data: eA==\n", "    token: x\n", "server: "},
      {kServer + "    certificate-authority-data: '*'\n", "    token: x\n", "certificate-authority-data: the base64 text breaks off"},
      {kServer + "    certificate-authority: nowhere.pem\n", "    token: x\n", "nowhere.pem: no such file"},
      {kServer + "    certificate-authority-data: eA==\n    insecure-skip-tls-verify: true\n", "    token: x\n", "leave one of them out"},
      {kServer, "    client-certificate-data: eA==\n", "client-certificate and client-key belong together"},
      {kServer, "    tokenFile: nowhere\n", "nowhere: no such file"},
  };
  const ScratchDirectory files;
  for (const Mistake& row : rows) {
    const auto access = load(files, kubeconfig(row.cluster, row.user));
    ASSERT_FALSE(access) << row.expected;
    EXPECT_NE(access.error().text.find(row.expected), std::string::npos) << access.error().text;
    EXPECT_NE(access.error().text.find("config:"), std::string::npos) << "with its place: " << access.error().text;
  }
}

TEST(Kubeconfig, TellsAllMistakesAtOnceAndNoSecret) {
  const ScratchDirectory files;
  const auto access = load(files, kubeconfig("    server: nonsense\n", "    {token: hunter2, exec: {command: x}, as: y}\n"));
  for (const char* part : {"server: ", "exec: ", "as: "}) EXPECT_NE(access.error().text.find(part), std::string::npos) << access.error().text;
  EXPECT_EQ(access.error().text.find("hunter2"), std::string::npos) << access.error().text;
}

TEST(Kubeconfig, AFileThatIsNoneSaysSo) {
  const ScratchDirectory files;
  EXPECT_EQ(read_kubeconfig({files.path() + "/none"}).error().to_string(), files.path() + "/none: no such file");
  for (const char* text : {"", "[]", "text", "current-context: x\n", "a: [", "current-context: x\ncontexts: {x: y}\n"}) EXPECT_FALSE(load(files, text)) << text;
}

}  // namespace vigilcast::kube::api_test
