using System.Text;
using HdfsConsumer.Producing.Sources;

namespace HdfsConsumer.Tests.Producing.Sources;

public sealed class RowsAheadTests
{
    /// <summary>Many times what is read ahead.</summary>
    private const int Many = 100_000;

    private const int ValueBytes = 200;

    [Fact]
    public void EveryRowComesInItsOrderWithItsOwnValue()
    {
        using var ahead = new RowsAhead(new NumberedRows(Many));
        for (var pass = 0; pass < 2; pass++)
        {
            var rows = TakenRow.AllOf(ahead);
            Assert.Equal(Enumerable.Range(1, Many).Select(number => (long)number), rows.Select(row => row.Number));
            Assert.All(rows, row => Assert.Equal(NumberedRows.ValueOf(row.Number), row.Text));
            Assert.Equal(1, ahead.FractionRead);
        }
    }

    [Fact]
    public void ARowThatIsLargerThanABlockIsWhole()
    {
        var value = new byte[1_000_000];
        value[^1] = 1;
        using var ahead = new RowsAhead(new NumberedRows(3) { ValueOfAll = value });
        Assert.All(TakenRow.AllOf(ahead), row => Assert.Equal(value, row.Value));
    }

    [Fact]
    public void WhatCameBeforeAFailureComesBeforeIt()
    {
        using var ahead = new RowsAhead(new NumberedRows(Many) { FailsAfter = 50_001 });
        var taken = 0L;
        var failure = Assert.Throws<InvalidDataException>(() =>
        {
            ahead.Read((in row) =>
            {
                taken = row.Number;
                return true;
            });
        });
        Assert.Equal((50_001, "broken"), (taken, failure.Message));
    }

    [Fact]
    public void WhoTakesNoMoreEndsTheReading()
    {
        using var source = new NumberedRows(int.MaxValue);
        using var ahead = new RowsAhead(source);
        Assert.Equal(5, TakenRow.AllOf(ahead, countMax: 5).Count);
        Assert.True(source.IsEnded);
        Assert.InRange(source.Given, 5, Many);
    }

    /// <summary>Rows that say their own number.</summary>
    private sealed class NumberedRows(int count) : IRowSource
    {
        public byte[]? ValueOfAll { get; init; }

        public int FailsAfter { get; init; } = int.MaxValue;

        public bool IsEnded { get; private set; }

        public int Given { get; private set; }

        public string Name => "numbers";

        public double? FractionRead => (double)Given / count;

        public static string ValueOf(long number) => $"row {number}".PadRight(ValueBytes, '.');

        public void Read(RowTaker take)
        {
            var value = new byte[ValueBytes];
            try
            {
                for (Given = 0; Given < count;)
                {
                    var row = ++Given;
                    Encoding.UTF8.GetBytes(ValueOf(row), value);
                    if (!take(new() { Number = row, Line = row, Value = ValueOfAll ?? value }))
                    {
                        return;
                    }

                    if (Given >= FailsAfter)
                    {
                        throw new InvalidDataException("broken");
                    }
                }
            }
            finally
            {
                IsEnded = true;
            }
        }

        public void Dispose()
        {
        }
    }
}
