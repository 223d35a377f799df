namespace HdfsConsumer.Producing.Sources;

/// <summary>Where rows come from.</summary>
internal interface IRowSource : IDisposable
{
    /// <summary>What published records call it; see <see cref="RowMark"/>.</summary>
    string Name { get; }

    /// <summary>How much of it has been read in this pass, from 0 to 1; null when nobody knows how much there is.</summary>
    double? FractionRead { get; }

    /// <summary>
    /// The rows in their order, from the first one. One pass at a time; a source that cannot be read twice gives nothing the
    /// second time.
    /// </summary>
    /// <exception cref="StopException">The source cannot be read, or nothing of it can be published.</exception>
    IEnumerable<SourceRow> Rows();
}
