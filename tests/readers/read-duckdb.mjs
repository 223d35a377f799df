// Prints a Parquet file as DuckDB reads it: a line with the columns and their types, then a line for each row, each value as it
// is stored: numbers as text, text in base64. With --query, the rows of a query instead, in which FILE stands for the file.
import { DuckDBConnection } from "@duckdb/node-api";

const connection = await DuckDBConnection.create();
const print = (value) => process.stdout.write(JSON.stringify(value, (_, v) => (typeof v === "bigint" ? v.toString() : v)) + "\n");
const source = `read_parquet('${process.argv[2].replaceAll("'", "''")}')`;

if (process.argv[3] === "--query") {
  const reader = await connection.runAndReadAll(process.argv[4].replaceAll("FILE", source).replaceAll("PATH", `'${process.argv[2]}'`));
  reader.getRowsJson().forEach(print);
} else {
  const reader = await connection.runAndReadAll(`SELECT * FROM ${source}`);
  const types = reader.columnTypes().map((type) => type.alias ?? String(type));
  print({ columns: reader.columnNames().map((name, i) => [name, types[i]]) });
  const bits = new DataView(new ArrayBuffer(8));
  const show = (value, type) => {
    if (value === null) return null;
    switch (type.split("(")[0]) {
      case "FLOAT":
        return Number.isNaN(value) ? "NaN" : (bits.setFloat32(0, value), String(bits.getInt32(0)));
      case "DOUBLE":
        return Number.isNaN(value) ? "NaN" : (bits.setFloat64(0, value), String(bits.getBigInt64(0)));
      case "VARCHAR":
      case "JSON":
        return Buffer.from(value).toString("base64");
      case "DATE":
        return String(value.days);
      case "TIMESTAMP WITH TIME ZONE":
        return String(value.micros);
      case "DECIMAL":
        return String(value.value);
      default:
        return String(value);
    }
  };
  for (const row of reader.getRows()) {
    print(row.map((value, i) => show(value, types[i])));
  }
}
