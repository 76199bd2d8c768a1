#!/usr/bin/env node
// Watches an upstream. Whoever else originates our prefix has hijacked it: the border gets its two halves, which win as they are longer.
// A route through an AS that this upstream must never give us is a leak: the session is torn down, and somebody is told.
// Usage: leak_watchdog.js UPSTREAM BORDER OUR-PREFIX OUR-AS FORBIDDEN-AS ALERTS
'use strict';
const fs = require('fs');
const readline = require('readline');

const [upstream, border, ourPrefix, ourAs, forbidden, alerts] = process.argv.slice(2);

const tell = (text) => fs.appendFileSync(alerts, text + '\n');
const say = (text) => process.stdout.write(text + '\n');

function halves(prefix) {
  const [address, length] = prefix.split('/');
  const half = Number(length) + 1;
  const value = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const text = (number) => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
  return [`${text(value)}/${half}`, `${text(value + 2 ** (32 - half))}/${half}`];
}

function numbers(attributes) {
  return Object.keys(attributes['as-path'] || {}).sort().flatMap((key) => attributes['as-path'][key].value);
}

let defended = false;
function defend(wanted, why) {
  if (wanted === defended) return;
  defended = wanted;
  tell(`${wanted ? 'hijack' : 'over'} ${why}`);
  halves(ourPrefix).forEach((half) => say(`neighbor ${border} ${wanted ? 'announce' : 'withdraw'} route ${half} next-hop self`));
}

function update(content) {
  const path = numbers(content.attribute || {});
  const gone = ((content.withdraw || {})['ipv4 unicast'] || []).map((route) => route.nlri);
  const come = Object.values((content.announce || {})['ipv4 unicast'] || {}).flatMap((routes) => routes.map((route) => route.nlri));
  if (gone.includes(ourPrefix)) defend(false, ourPrefix);
  if (come.includes(ourPrefix) && path[path.length - 1] !== Number(ourAs)) defend(true, `${ourPrefix} by AS ${path[path.length - 1]}`);
  if (come.length > 0 && path.includes(Number(forbidden))) {
    tell(`leak ${come.join(' ')} through ${path.join(' ')}`);
    say(`neighbor ${upstream} teardown 6`);
  }
}

readline.createInterface({input: process.stdin}).on('line', (line) => {
  if (!line.startsWith('{')) return;
  const event = JSON.parse(line);
  if (event.type !== 'update' || event.neighbor.address.peer !== upstream) return;
  update(event.neighbor.message.update || {});
}).on('close', () => process.exit(0));
