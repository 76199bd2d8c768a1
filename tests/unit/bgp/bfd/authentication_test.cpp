#include "bgp/bfd/authentication.h"

#include "tests/unit/bgp/bfd/wire_pair.h"

namespace vigilcast::bgp::bfd_authentication_test {

using namespace std::chrono_literals;
using bfd::AuthenticationType;
using bfd::State;
using bfd_pair::Pair;

bfd::Settings with_key(AuthenticationType type, std::uint8_t id = 7, std::string_view secret = "correct horse") {
  bfd::Settings settings;
  settings.key = bfd::Key{type, id, Bytes(secret.begin(), secret.end())};
  return settings;
}

TEST(BfdAuthentication, EveryMethodCarriesASession) {
  for (const auto type :
       {AuthenticationType::keyed_md5, AuthenticationType::meticulous_md5, AuthenticationType::keyed_sha1, AuthenticationType::meticulous_sha1}) {
    Pair pair(with_key(type), with_key(type));
    pair.run(1min);
    EXPECT_TRUE(pair.both_up());
    EXPECT_EQ(pair.left.session.status().discarded, 0U);
    EXPECT_EQ(pair.left.session.status().downs, 0U);
  }
}

TEST(BfdAuthentication, WhatDoesNotFitKeepsTheSessionDownAndIsNamed) {
  struct Mismatch {
    bfd::Settings ours, theirs;
    std::string_view reason;
  };
  const auto sha1 = AuthenticationType::keyed_sha1;
  const Mismatch cases[] = {
      {with_key(sha1), {}, "not authenticated, but authentication is configured here"},
      {{}, with_key(sha1), "authenticated, but no authentication is configured here"},
      {with_key(sha1), with_key(sha1, 8), "authenticated with another key id than is configured here"},
      {with_key(sha1), with_key(sha1, 7, "wrong horse"), "its digest is wrong: is the secret the same on both sides?"},
      {with_key(sha1), with_key(AuthenticationType::meticulous_sha1), "authenticated by another method than is configured here"},
  };
  for (const Mismatch& one : cases) {
    Pair pair(one.ours, one.theirs);
    pair.run(10s);
    EXPECT_EQ(pair.left.state(), State::down);
    EXPECT_EQ(pair.left.session.status().last_discard, one.reason);
    EXPECT_GE(pair.left.session.status().discarded, 10U);
  }
}

TEST(BfdAuthentication, AnOldPacketPlayedAgainIsRefused) {
  bfd::Authenticator sender(*with_key(AuthenticationType::meticulous_md5).key, bfd_pair::toy_digests(), 0xfffffffe);
  bfd::Authenticator receiver(*with_key(AuthenticationType::meticulous_md5).key, bfd_pair::toy_digests(), 0);
  bfd::Packet packet;
  packet.my_discriminator = 1;
  std::vector<Bytes> recorded;
  for (int i = 0; i < 5; ++i) {  // past the end of the numbers
    recorded.push_back(sender.sign(packet));
    EXPECT_EQ(receiver.check(*bfd::decode(recorded.back()), recorded.back()), std::nullopt);
  }
  for (const Bytes& old : recorded) EXPECT_TRUE(receiver.check(*bfd::decode(old), old));
  for (int i = 0; i < 9; ++i) sender.sign(packet);  // lost: nine are as many as a multiplier of three forgives, less the one that comes
  const Bytes late = sender.sign(packet);
  EXPECT_TRUE(receiver.check(*bfd::decode(late), late)) << "too far ahead";
  receiver.forget();
  EXPECT_FALSE(receiver.check(*bfd::decode(late), late));
}

TEST(BfdAuthentication, APeerThatComesBackWithOtherNumbersIsBelievedAfterSilence) {
  const auto settings = with_key(AuthenticationType::meticulous_sha1);
  Pair pair(settings, settings);
  pair.run(5s);
  pair.right.session = bfd::Session(settings, bfd_pair::toy_digests(), 33, Rng(1234), pair.now);
  pair.run(6s);
  EXPECT_TRUE(pair.both_up());
}

TEST(BfdAuthentication, ANewSecretOnBothSidesNeedsNoMoreThanOneReset) {
  const auto old_key = with_key(AuthenticationType::keyed_sha1, 1), new_key = with_key(AuthenticationType::keyed_sha1, 2, "battery staple");
  Pair pair(old_key, old_key);
  pair.run(5s);
  pair.left.session.configure(new_key, pair.now);
  pair.run(200ms);
  pair.right.session.configure(new_key, pair.now);
  pair.run(5s);
  EXPECT_TRUE(pair.both_up());
  EXPECT_EQ(pair.left.session.status().downs, 0U) << "changed within the detection time";
}

}  // namespace vigilcast::bgp::bfd_authentication_test
