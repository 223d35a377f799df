using System.Text;
using HdfsConsumer.Parquet;

namespace HdfsConsumer.Benchmarks;

/// <summary>Rows made by a seed and held in memory, so that only the writing of them is timed.</summary>
internal abstract class MadeUpTable
{
    /// <summary>The columns.</summary>
    public abstract ParquetSchema Schema { get; }

    /// <summary>The table of a name.</summary>
    public static MadeUpTable Named(string name, int rows) => name switch
    {
        "transactions" => new Transactions(rows),
        "texts" => new Texts(rows),
        _ => throw new ArgumentException($"There is no table {name}; there are transactions and texts."),
    };

    /// <summary>Fills a row.</summary>
    public abstract void Fill(ParquetRow row, int number);

    private sealed class Transactions : MadeUpTable
    {
        private static readonly string[] Methods = ["credit card", "debit card", "paypal", "bank transfer", "cash"];

        private readonly (long Id, DateTimeOffset At, int User, double Amount, byte[] Method, byte[] Product, int? Quantity)[] _rows;

        public Transactions(int rows)
        {
            var random = new Random(1);
            var methods = Methods.Select(Encoding.UTF8.GetBytes).ToArray();
            var products = Enumerable.Range(0, 2_000).Select(i => Encoding.UTF8.GetBytes($"product {i * 7919 % 10_007:D5}")).ToArray();
            var at = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
            _rows = new (long, DateTimeOffset, int, double, byte[], byte[], int?)[rows];
            for (var i = 0; i < rows; i++)
            {
                at += TimeSpan.FromMicroseconds(random.Next(100_000));
                var quantity = random.Next(20) == 0 ? (int?)null : random.Next(1, 10);
                _rows[i] = (i, at, random.Next(100_000), Math.Round(random.NextDouble() * 1_000, 2), methods[random.Next(5)], products[random.Next(2_000)], quantity);
            }
        }

        public override ParquetSchema Schema { get; } = new(
        [
            new("id", ParquetType.Int64),
            new("timestamp", ParquetType.Timestamp),
            new("user", ParquetType.Int32),
            new("amount", ParquetType.Double),
            new("method", ParquetType.Text),
            new("product", ParquetType.Text),
            new("quantity", ParquetType.Int32),
        ]);

        public override void Fill(ParquetRow row, int number)
        {
            ref readonly var made = ref _rows[number];
            row.SetInt64(0, made.Id);
            row.SetTimestamp(1, made.At);
            row.SetInt32(2, made.User);
            row.SetDouble(3, made.Amount);
            row.SetText(4, made.Method);
            row.SetText(5, made.Product);
            if (made.Quantity is { } quantity)
            {
                row.SetInt32(6, quantity);
            }
        }
    }

    private sealed class Texts : MadeUpTable
    {
        private readonly (byte[] Id, byte[] Address, byte[] Note)[] _rows;

        public Texts(int rows)
        {
            var random = new Random(1);
            var words = Enumerable.Range(0, 3_000).Select(_ => Letters(random, random.Next(3, 10))).ToArray();
            var id = new byte[16];
            _rows = new (byte[], byte[], byte[])[rows];
            for (var i = 0; i < rows; i++)
            {
                random.NextBytes(id);
                var note = string.Join(' ', Enumerable.Range(0, random.Next(4, 16)).Select(_ => words[random.Next(words.Length)]));
                _rows[i] = (Encoding.UTF8.GetBytes(new Guid(id).ToString()), Encoding.UTF8.GetBytes($"{Letters(random, 12)}@example.org"), Encoding.UTF8.GetBytes(note));
            }
        }

        public override ParquetSchema Schema { get; } = new([new("id", ParquetType.Text), new("address", ParquetType.Text), new("note", ParquetType.Text)]);

        public override void Fill(ParquetRow row, int number)
        {
            ref readonly var made = ref _rows[number];
            row.SetText(0, made.Id);
            row.SetText(1, made.Address);
            row.SetText(2, made.Note);
        }

        private static string Letters(Random random, int count) =>
            string.Create(count, random, static (letters, random) =>
            {
                foreach (ref var letter in letters)
                {
                    letter = (char)random.Next('a', 'z' + 1);
                }
            });
    }
}
