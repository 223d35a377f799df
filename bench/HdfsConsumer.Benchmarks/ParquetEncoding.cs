using BenchmarkDotNet.Attributes;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.Benchmarks;

/// <summary>Rows encoded as Parquet in Snappy, into nothing; what is told is the time for one row.</summary>
public class ParquetEncoding
{
    private const int Rows = 100_000;

    private MadeUpTable _table = null!;

    /// <summary>Transactions have seven columns of numbers, moments and short texts; texts have three of long ones.</summary>
    [Params("transactions", "texts")]
    public string Table { get; set; } = "";

    [GlobalSetup]
    public void MakeRows() => _table = MadeUpTable.Named(Table, Rows);

    [Benchmark(OperationsPerInvoke = Rows)]
    public void Encode()
    {
        using var writer = new ParquetWriter(Stream.Null, _table.Schema, new ParquetSettings(ParquetCodec.Snappy));
        var row = new ParquetRow(_table.Schema);
        for (var i = 0; i < Rows; i++)
        {
            _table.Fill(row, i);
            writer.Add(row);
        }

        writer.Close([]);
    }
}
