using System.Globalization;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Pipeline.Watermarking;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

/// <summary>Everything that a lake has landed: the files of its streams, its tables, and its dead letters.</summary>
/// <param name="disk">The disk.</param>
/// <param name="basePath">The folder that the lake lies below.</param>
/// <param name="streams">The streams, with the dead letters.</param>
internal sealed class TableDestinations(IDisk disk, string basePath, LakeDestinations streams) : IReadableDestinations
{
    /// <summary>The streams.</summary>
    public LakeDestinations Streams => streams;

    /// <summary>The states of the tables.</summary>
    public TableStates States { get; } = new(disk, streams.Lake);

    /// <summary>The tables as people read them.</summary>
    public TableFolders Tables { get; } = new(disk, streams.Lake, basePath);

    /// <inheritdoc/>
    public void AdoptExisting(LandingFolder landing) => streams.AdoptExisting(landing);

    /// <inheritdoc/>
    public string? FindUnfinished(IReadOnlyList<OpenTopic> topics)
    {
        var watermarks = TopicStem.WatermarksOf(topics);
        return streams.FindUnfinished(topics) ?? States.All
            .Where(state => watermarks.TryGetValue(state.Name.Stem, out var known) && TableStateReader.NextIn(disk, state.Path) > known.GetValueOrDefault(state.Name.Partition).Next)
            .Select(state => state.Path)
            .FirstOrDefault();
    }

    /// <inheritdoc/>
    public bool TryRepair(LandingFolder landing) => streams.TryRepair(landing);

    /// <inheritdoc/>
    public string InWords
    {
        get
        {
            var finished = streams.Files.Select(file => file.Path).Concat(Tables.Files).ToList();
            return string.Create(
                CultureInfo.InvariantCulture, $"{finished.Count} Parquet files, {finished.Sum(path => new FileInfo(path).Length)} bytes, and {States.All.Count()} states of tables");
        }
    }

    /// <inheritdoc/>
    public bool Owns(string path) => LakeFileName.Read(path) is not null || Tables.Owns(path);

    /// <inheritdoc/>
    public IEnumerable<(string Path, FileFindings Findings)> ReadBack(LandingView landing) =>
        new LakeVerifier(disk, basePath, streams, landing).Read().Concat(new TableVerifier(disk, this, landing).Read());

    /// <inheritdoc/>
    public void Remove()
    {
        Tables.Remove();
        streams.Remove();
    }
}
