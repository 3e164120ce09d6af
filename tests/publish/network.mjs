// Runs what draws a network in Node: reads the links of results, places their nodes.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { folder, results, sizes, edges } = JSON.parse(readFileSync(0, "utf-8"));
const load = (name) => import(pathToFileURL(`${folder}/${name}`).href);
const { MOST, networkOf } = await load("network.js");
const { placed } = await load("layout.js");
console.log(JSON.stringify({ most: MOST, networks: results.map(networkOf), placed: [placed(sizes, edges), placed(sizes, edges)] }));
