#include "pkg/admin/certificate.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>

namespace vigilcast::admin::certificate_test {

using Parsed = std::shared_ptr<X509>;

Parsed parse(const std::string& pem) {
  BIO* source = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  Parsed out(PEM_read_bio_X509(source, nullptr, nullptr, nullptr), X509_free);
  BIO_free(source);
  return out;
}

std::string serial(const Parsed& certificate) {
  std::uint64_t number = 0;
  ASN1_INTEGER_get_uint64(&number, X509_get_serialNumber(certificate.get()));
  return std::to_string(number);
}

TEST(SelfSigned, IsForItsNameAndAddressesOnly) {
  const auto made = make_self_signed("node-1.example", {*IpAddress::parse("192.0.2.11"), *IpAddress::parse("2001:db8::11")});
  ASSERT_TRUE(made) << made.error().to_string();
  const Parsed certificate = parse(made->chain);
  ASSERT_TRUE(certificate);
  EXPECT_EQ(X509_check_host(certificate.get(), "node-1.example", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "192.0.2.11", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "2001:db8::11", 0), 1);
  EXPECT_EQ(X509_check_host(certificate.get(), "node-2.example", 0, 0, nullptr), 0);
  EXPECT_EQ(X509_check_ip_asc(certificate.get(), "192.0.2.12", 0), 0);
}

TEST(SelfSigned, VouchesForItselfAndForNobodyElse) {
  const auto made = make_self_signed("vigilcast", {});
  ASSERT_TRUE(made);
  const Parsed certificate = parse(made->chain);
  EXPECT_EQ(X509_verify(certificate.get(), X509_get0_pubkey(certificate.get())), 1);
  EXPECT_EQ(X509_check_ca(certificate.get()), 0);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_SERVER, 0), 1);
  EXPECT_EQ(X509_check_purpose(certificate.get(), X509_PURPOSE_SSL_CLIENT, 0), 0);
  EXPECT_EQ(made->chain.find("BEGIN CERTIFICATE"), made->chain.rfind("BEGIN CERTIFICATE")) << "one of it";
}

TEST(SelfSigned, HoldsForClocksThatDifferAndForTenYears) {
  const Parsed certificate = parse(make_self_signed("vigilcast", {})->chain);
  const auto holds = [&](std::time_t at) {
    return X509_cmp_time(X509_get0_notBefore(certificate.get()), &at) < 0 && X509_cmp_time(X509_get0_notAfter(certificate.get()), &at) > 0;
  };
  const std::time_t now = std::time(nullptr);
  constexpr std::time_t kDay = 86400;
  EXPECT_TRUE(holds(now - 1800));
  EXPECT_FALSE(holds(now - kDay));
  EXPECT_TRUE(holds(now + 3600 * kDay));
  EXPECT_FALSE(holds(now + 3700 * kDay));
}

TEST(SelfSigned, TheKeyIsItsOwnAndNoTwoAreAlike) {
  const auto one = make_self_signed("vigilcast", {}), two = make_self_signed("vigilcast", {});
  ASSERT_TRUE(one && two);
  EXPECT_NE(serial(parse(one->chain)), serial(parse(two->chain)));
  BIO* source = BIO_new_mem_buf(one->key.data(), static_cast<int>(one->key.size()));
  const std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(source, nullptr, nullptr, nullptr), EVP_PKEY_free);
  BIO_free(source);
  EXPECT_EQ(X509_check_private_key(parse(one->chain).get(), key.get()), 1);
  EXPECT_EQ(X509_check_private_key(parse(two->chain).get(), key.get()), 0);
}

TEST(SelfSigned, ANameThatNoCertificateCanBearIsAnError) {
  const auto made = make_self_signed(std::string(100, 'a'), {});  // RFC 5280: at most 64
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().text.find("cannot be made"), std::string::npos);
}

}  // namespace vigilcast::admin::certificate_test
