#!/usr/bin/env node
// Announces a customer's site in the words of ExaBGP 6: its VPN routes and the node's own IPv6 prefix as one batch, and later one of them withdrawn.
// Every answer is JSON or the last word of one. Usage: vpn_site.js ANSWERS MOVE-FILE
'use strict';
const fs = require('fs');
const readline = require('readline');

const [answers, move] = process.argv.slice(2);
const site = 'rd 65001:18 label 1800 extended-community [ target:65001:18 ]';
const routes = [
  `ipv4 mpls-vpn 100.64.28.0/25 next-hop self ${site}`,
  `ipv4 mpls-vpn 100.64.28.128/25 next-hop self ${site}`,
  `ipv6 mpls-vpn 2001:db8:728::/48 next-hop 2001:db8:7::28 ${site}`,
  'ipv6 unicast 2001:db8:28::/48 next-hop 2001:db8:7::28 med 28',
];

fs.writeFileSync(answers, '');
readline.createInterface({input: process.stdin}).on('line', (line) => fs.appendFileSync(answers, line + '\n')).on('close', () => process.exit(0));
const say = (line) => process.stdout.write(line + '\n');

say('system version');
say('group start');
routes.forEach((route) => say(`announce ${route}`));
say('group end');
say('announce route 100.64.28.0/24 next-hop self');  // refused: 6 wants to know whom it is about
const clock = setInterval(() => {
  if (!fs.existsSync(move)) return;
  clearInterval(clock);
  say(`peer * withdraw ${routes[1]}`);
  say('peer 10.7.0.1 announce route 100.64.28.0/24 next-hop self');
}, 200);
