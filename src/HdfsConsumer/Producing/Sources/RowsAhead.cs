using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace HdfsConsumer.Producing.Sources;

/// <summary>
/// Reads a source on a thread of its own, a few blocks ahead of who takes the rows: what reading costs and what sending costs overlap.
/// For sources that need not wait for their rows, since none is handed on before its block is full.
/// </summary>
/// <param name="source">The source; goes with this one.</param>
internal sealed class RowsAhead(IRowSource source) : IRowSource
{
    private const int BlocksAhead = 4;

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public double? FractionRead { get; private set; } = source.FractionRead;

    /// <inheritdoc/>
    public void Read(RowTaker take)
    {
        using var free = new BlockingCollection<RowBlock>();
        using var full = new BlockingCollection<RowBlock>();
        using var end = new CancellationTokenSource();
        for (var i = 0; i < BlocksAhead; i++)
        {
            free.Add(new RowBlock());
        }

        ExceptionDispatchInfo? failure = null;
        var reading = new Thread(() => failure = Fill(free, full, end.Token)) { IsBackground = true, Name = "reading" };
        reading.Start();
        try
        {
            foreach (var block in full.GetConsumingEnumerable())
            {
                FractionRead = block.FractionRead;
                for (var i = 0; i < block.Count; i++)
                {
                    if (!take(block[i]))
                    {
                        return;
                    }
                }

                block.Clear();
                free.Add(block);
            }
        }
        finally
        {
            end.Cancel();
            reading.Join();
        }

        failure?.Throw();
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    /// <summary>Reads to the end, or until told to end; what was read before a failure is handed on.</summary>
    private ExceptionDispatchInfo? Fill(BlockingCollection<RowBlock> free, BlockingCollection<RowBlock> full, CancellationToken end)
    {
        RowBlock? block = null;
        try
        {
            source.Read((in row) =>
            {
                block ??= free.Take(end);
                block.Add(row);
                if (block.IsFull)
                {
                    HandOn();
                }

                return true;
            });
            return null;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e)
        {
            return ExceptionDispatchInfo.Capture(e);
        }
        finally
        {
            HandOn();
            full.CompleteAdding();
        }

        void HandOn()
        {
            if (block is not null)
            {
                block.FractionRead = source.FractionRead;
                full.Add(block, CancellationToken.None);
                block = null;
            }
        }
    }
}
