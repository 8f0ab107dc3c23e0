// Reads an AsyncAPI document as its own parser does, and fails on whatever that has to say.
import { Parser, fromFile } from "@asyncapi/parser";

const parser = new Parser();
const { document, diagnostics } = await fromFile(parser, process.argv[2]).parse();
// Its advice to use the newest version of the specification is not a finding.
const findings = diagnostics.filter((d) => d.code !== "asyncapi-latest-version");
for (const d of findings) console.error(`${d.path.join(".")}: ${d.message} (${d.code})`);
if (!document || findings.length > 0) process.exit(1);
for (const channel of document.channels().all()) console.log(`${channel.address()}: ${channel.messages().length} message`);
