using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

/// <summary>The states of a lake's tables.</summary>
/// <param name="disk">The disk.</param>
/// <param name="lake">The lake's folders.</param>
internal sealed class TableStates(IDisk disk, LakeFolder lake)
{
    private readonly PartitionStates _files = new(disk, lake, path => TableStateReader.NextIn(disk, path));

    /// <inheritdoc cref="PartitionStates.All"/>
    public IEnumerable<(PartitionStateName Name, string Path)> All => _files.All;

    /// <summary>The rows as they were last saved; a table without rows when they never were.</summary>
    /// <exception cref="LandingDamagedException">The file is damaged.</exception>
    public TableRows Load(PartitionStateName name)
    {
        var rows = new TableRows();
        using var reader = TableStateReader.TryOpen(disk, _files.PathOf(name));
        if (reader is null)
        {
            return rows;
        }

        while (reader.TryRead(out var key, out var line))
        {
            rows.Take(reader.Next - 1, key, line);
        }

        rows.SkipTo(reader.Next);
        return rows;
    }

    /// <summary>Saves rows; see <see cref="PartitionStates.TrySave"/>.</summary>
    /// <param name="name">Which.</param>
    /// <param name="topic">The topic's name.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="madeFrom">The next offset of those that were loaded or saved before; 0 for none.</param>
    public Saving TrySave(PartitionStateName name, string topic, TableRows rows, long madeFrom) =>
        _files.TrySave(name, rows.Next, madeFrom, file => TableStateWriter.Write(file, topic, rows));
}
