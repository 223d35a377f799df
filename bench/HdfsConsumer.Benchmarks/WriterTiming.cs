using System.Globalization;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.Benchmarks;

/// <summary>Times the writing of a whole file, to be compared with somebody else's writer of the same rows.</summary>
internal static class WriterTiming
{
    /// <summary>
    /// Writes a table to a file several times: <c>TABLE FILE ROWS RUNS [CODEC]</c>. Prints the processor seconds of the fastest run, which are the
    /// same on a busy machine.
    /// </summary>
    public static void Run(string[] args)
    {
        var (table, path) = (args[0], args[1]);
        var (rows, runs) = (int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        var codec = args.Length > 4 ? Enum.Parse<ParquetCodec>(args[4], ignoreCase: true) : ParquetCodec.Snappy;
        var source = MadeUpTable.Named(table, rows);

        var fastest = TimeSpan.MaxValue;
        for (var run = 0; run < runs; run++)
        {
            var before = Environment.CpuUsage.TotalTime;
            using (var file = File.Create(path))
            using (var writer = new ParquetWriter(file, source.Schema, new ParquetSettings(codec)))
            {
                var row = new ParquetRow(source.Schema);
                for (var i = 0; i < rows; i++)
                {
                    source.Fill(row, i);
                    writer.Add(row);
                }

                writer.Close([]);
            }

            var used = Environment.CpuUsage.TotalTime - before;
            fastest = used < fastest ? used : fastest;
        }

        Console.WriteLine(fastest.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture));
    }
}
