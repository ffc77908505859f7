// Reads calendar files from standard input and writes what happens in their windows to standard output.
// Argument: the reader, `icaljs`, `rrulejs` or `node-ical`.
// Input: a JSON list of {content, start, end}; output: a JSON list of lists of [uid, start, end, title].
import { readFileSync } from "node:fs";

const { happenings } = await import(`./${process.argv[2]}.js`);
const asked = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(asked.map(happenings)));
