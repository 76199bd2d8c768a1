#include "pkg/app/created_peers.h"

#include <gtest/gtest.h>

namespace vigilcast::app::created_peers_test {

bgp::PeerConfig peer(const std::string& name, const std::string& description = "") {
  bgp::PeerConfig out;
  out.name = name;
  out.description = description;
  return out;
}

TEST(CreatedPeersTest, StandBesideThoseOfTheFiles) {
  CreatedPeers created;
  created.add(peer("b"), {{"helper", "b", {}}});
  model::Config files;
  files.peers = {peer("a")};
  const model::Config both = created.beside(files);
  ASSERT_EQ(both.peers.size(), 2U);
  EXPECT_EQ(both.peers[1].name, "b");
  ASSERT_EQ(both.attachments.size(), 1U);
  EXPECT_EQ(both.attachments[0].process, "helper");
}

TEST(CreatedPeersTest, AFileIsRightAboutItsOwnPeers) {
  CreatedPeers created;
  created.add(peer("a", "made"), {{"helper", "a", {}}});
  model::Config files;
  files.peers = {peer("a", "written")};
  const model::Config both = created.beside(files);
  ASSERT_EQ(both.peers.size(), 1U);
  EXPECT_EQ(both.peers[0].description, "written");
  EXPECT_TRUE(both.attachments.empty());
}

TEST(CreatedPeersTest, AreForgotten) {
  CreatedPeers created;
  created.add(peer("a"), {});
  created.add(peer("b"), {});
  created.remove("a");
  EXPECT_FALSE(created.names("a"));
  EXPECT_TRUE(created.names("b"));
  created.clear();
  EXPECT_TRUE(created.beside({}).peers.empty());
}

}  // namespace vigilcast::app::created_peers_test
