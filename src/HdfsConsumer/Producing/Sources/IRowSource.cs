namespace HdfsConsumer.Producing.Sources;

/// <summary>Where rows come from.</summary>
internal interface IRowSource : IDisposable
{
    /// <summary>What published records call it; see <see cref="RowMark"/>.</summary>
    string Name { get; }

    /// <summary>How much of it has been read in this pass, from 0 to 1; null when nobody knows how much there is.</summary>
    double? FractionRead { get; }

    /// <summary>
    /// Gives its rows in their order, from the first one, until there are no more or no more are wanted. One pass at a time; a source that cannot be
    /// read twice gives nothing the second time.
    /// </summary>
    /// <param name="take">Takes the rows. What it throws ends the pass and reaches the caller.</param>
    /// <exception cref="StopException">The source cannot be read, or nothing of it can be published.</exception>
    void Read(RowTaker take);
}

/// <summary>Takes a row.</summary>
/// <param name="row">The row, lent until the call is over.</param>
/// <returns>Whether more are wanted.</returns>
internal delegate bool RowTaker(in SourceRow row);
