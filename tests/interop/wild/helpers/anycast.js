#!/usr/bin/env node
// Several anycast services on one node: each has a file of JSON in a folder, {"addresses", "community", "healthy"}. Healthy ones are announced with their community;
// a file that goes away, or is only half written, counts as a service that is not healthy.
// Usage: anycast.js FOLDER
'use strict';
const fs = require('fs');
const path = require('path');

const folder = process.argv[2];
let announced = new Map();  // address -> community

function wanted() {
  const routes = new Map();
  for (const name of fs.readdirSync(folder).filter((file) => file.endsWith('.json')).sort()) {
    let service;
    try {
      service = JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8'));
    } catch (problem) {
      process.stderr.write(`anycast: ${name}: ${problem.message}\n`);
      continue;
    }
    if (service.healthy) service.addresses.forEach((address) => routes.set(address, service.community));
  }
  return routes;
}

const hop = (address) => (address.includes(':') ? '2001:db8:7::19' : 'self');

function look() {
  const routes = wanted();
  const lines = [];
  for (const address of announced.keys()) {
    if (!routes.has(address)) lines.push(`withdraw route ${address} next-hop ${hop(address)}`);
  }
  for (const [address, community] of routes) {
    if (announced.get(address) !== community) lines.push(`announce route ${address} next-hop ${hop(address)} community [${community}]`);
  }
  if (lines.length > 0) process.stdout.write(lines.join('\n') + '\n');
  announced = routes;
}

process.stdin.resume().on('end', () => process.exit(0));
process.stdout.on('error', () => process.exit(0));
setInterval(look, 300);
