// Regular expressions for values, as RE2 (in CEL) and ECMAScript understand them alike.
#pragma once

#include <string>

namespace vigilcast::kube::pattern {

inline const std::string kOctet = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
inline const std::string kIpv4 = "(" + kOctet + "[.]){3}" + kOctet;
inline const std::string kGroup = "[0-9a-fA-F]{1,4}";
// With '::' this lets too many groups pass: see cel_ipv6().
inline const std::string kIpv6 = "((" + kGroup + ":){7}" + kGroup + "|(" + kGroup + "(:" + kGroup + "){0,6})?::(" + kGroup + "(:" + kGroup + "){0,6})?)";
inline const std::string kUint16 = "(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5]?[0-9]{1,4})";
inline const std::string kUint32 =
    "(429496729[0-5]|42949672[0-8][0-9]|4294967[01][0-9]{2}|429496[0-6][0-9]{3}|42949[0-5][0-9]{4}|4294[0-8][0-9]{5}|429[0-3][0-9]{6}|42[0-8][0-9]{7}|"
    "4[01][0-9]{8}|[1-3]?[0-9]{1,9})";
inline const std::string kPort = "(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})";
inline const std::string kUrlHost = "([A-Za-z0-9._-]+|\\[[0-9a-fA-F:.]+\\])";
inline const std::string kUrlRest = "[!\"$-~]*";  // printable, without '#'

}  // namespace vigilcast::kube::pattern
