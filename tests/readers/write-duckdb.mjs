// Writes the rows of a Parquet file again with DuckDB's own writer, on one thread, several times: IN OUT RUNS [CODEC]. Prints the
// processor seconds of the fastest run. The rows are in memory before.
import { DuckDBConnection } from "@duckdb/node-api";

const [input, output, runs, codec = "snappy"] = process.argv.slice(2);
const connection = await DuckDBConnection.create();
await connection.run("SET threads = 1");
await connection.run(`CREATE TABLE rows AS SELECT * FROM read_parquet('${input}')`);
let fastest = Infinity;
for (let run = 0; run < Number(runs); run++) {
  const start = process.cpuUsage();
  await connection.run(`COPY rows TO '${output}' (FORMAT parquet, COMPRESSION ${codec})`);
  const { user, system } = process.cpuUsage(start);
  fastest = Math.min(fastest, (user + system) / 1e6);
}
console.log(fastest.toFixed(3));
