// Prints a Parquet file as hyparquet reads it: a line with the columns and their types, then a line for each row, each value as
// its bits are stored: numbers as text, text and bytes in base64. With --indices, the bounds of every page instead.
import { gunzipSync } from "node:zlib";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, readColumnIndex, readOffsetIndex } from "hyparquet";

const file = await asyncBufferFromFile(process.argv[2]);
const metadata = await parquetMetadataAsync(file);
const base64 = (bytes) => Buffer.from(bytes).toString("base64");
const print = (value) => process.stdout.write(JSON.stringify(value, (_, v) => (typeof v === "bigint" ? v.toString() : v)) + "\n");

if (process.argv[3] === "--indices") {
  const elements = new Map(metadata.schema.map((element) => [element.name, element]));
  for (const rowGroup of metadata.row_groups) {
    for (const chunk of rowGroup.columns) {
      const element = elements.get(chunk.meta_data.path_in_schema[0]);
      const slice = async (from, length) => ({ view: new DataView(await file.slice(Number(from), Number(from) + length)), offset: 0 });
      const offsets = readOffsetIndex(await slice(chunk.offset_index_offset, chunk.offset_index_length));
      const index = chunk.column_index_offset === undefined ? null
        : readColumnIndex(await slice(chunk.column_index_offset, chunk.column_index_length), element);
      print({
        column: element.name,
        firstRows: offsets.page_locations.map((page) => page.first_row_index.toString()),
        nullPages: index?.null_pages,
        nullCounts: index?.null_counts?.map(String),
        order: index?.boundary_order,
      });
    }
  }
} else {
  const columns = metadata.schema.slice(1);
  print({
    columns: columns.map((c) => [c.name, c.type, c.type_length ?? null, c.converted_type ?? null, c.logical_type?.type ?? null]),
    keyValues: (metadata.key_value_metadata ?? []).map((pair) => [pair.key, pair.value]),
    createdBy: metadata.created_by,
    rowGroups: metadata.row_groups.length,
  });
  // Without logical types, values come as they are stored.
  for (const column of columns) {
    delete column.converted_type;
    delete column.logical_type;
  }
  const bits = new DataView(new ArrayBuffer(8));
  const show = {
    BOOLEAN: (v) => String(v),
    INT32: (v) => String(v),
    INT64: (v) => String(v),
    FLOAT: (v) => (Number.isNaN(v) ? "NaN" : (bits.setFloat32(0, v), String(bits.getInt32(0)))),
    DOUBLE: (v) => (Number.isNaN(v) ? "NaN" : (bits.setFloat64(0, v), String(bits.getBigInt64(0)))),
    BYTE_ARRAY: base64,
    FIXED_LEN_BYTE_ARRAY: (v) => BigInt.asIntN(v.length * 8, BigInt("0x" + Buffer.from(v).toString("hex"))).toString(),
  };
  const compressors = { GZIP: (input) => new Uint8Array(gunzipSync(input)) };
  const rows = await parquetReadObjects({ file, metadata, compressors, utf8: false });
  for (const row of rows) {
    print(columns.map((c) => (row[c.name] === null || row[c.name] === undefined ? null : show[c.type](row[c.name]))));
  }
}
