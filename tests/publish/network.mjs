// Runs what draws results in Node: reads their links and their numbers, places the nodes.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { folder, results, sizes, edges } = JSON.parse(readFileSync(0, "utf-8"));
const load = (name) => import(pathToFileURL(`${folder}/${name}`).href);
const { MOST, networkOf } = await load("network.js");
const { placed } = await load("layout.js");
const { numeric } = await load("bars.js");
console.log(JSON.stringify({ most: MOST, networks: results.map(networkOf), numeric: results.map(numeric), placed: [placed(sizes, edges), placed(sizes, edges)] }));
