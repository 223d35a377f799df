using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Loading;

/// <summary>Reads how a pipeline lands in a lake, and tells settings that are for another kind of sink.</summary>
/// <param name="problems">Where problems are added.</param>
internal sealed class LakeLoader(ICollection<SettingProblem> problems)
{
    private static readonly Setting[] OfLakes =
        [PipelineTable.Codec, PipelineTable.MaxFileRecords, PipelineTable.MaxFileAge, PipelineTable.MaxFileIdle, PipelineTable.TableTopics, PipelineTable.MaxTableMemory];

    private static readonly Setting[] OfTables = [PipelineTable.SnapshotInterval, PipelineTable.SnapshotsKept, PipelineTable.MaxTableMemory];

    /// <summary>Reads it.</summary>
    /// <param name="sink">How the pipeline lands.</param>
    /// <param name="topics">Its topics.</param>
    /// <param name="values">Its settings.</param>
    public LakeSettings Read(SinkKind sink, IReadOnlyList<string> topics, SettingValues values)
    {
        if (sink == SinkKind.Parquet)
        {
            values.Refuse([PipelineTable.FileName], "goes with files of lines; each Parquet file has a name of its own");
        }
        else
        {
            values.Refuse(OfLakes, "goes with Sink:Kind parquet only");
        }

        var tables = values.Of(PipelineTable.TableTopics, []);
        if (sink == SinkKind.Parquet && values.Given(PipelineTable.TableTopics) is null)
        {
            values.Refuse(OfTables, "goes with Sink:TableTopics only");
        }

        foreach (var unread in topics.Count == 0 ? [] : tables.Except(topics))
        {
            problems.Add(new(values.Given(PipelineTable.TableTopics)!.Name, $"names {unread}, which is none of the pipeline's Topics"));
        }

        return new LakeSettings
        {
            Codec = values.Of(PipelineTable.Codec),
            FileRecordsMax = values.Of(PipelineTable.MaxFileRecords),
            FileAgeMax = values.Of(PipelineTable.MaxFileAge),
            FileIdleMax = values.Of(PipelineTable.MaxFileIdle),
            TableTopics = tables,
            SnapshotInterval = values.OrNull(PipelineTable.SnapshotInterval),
            SnapshotsKept = values.Of(PipelineTable.SnapshotsKept),
            TableMemoryMax = values.Of(PipelineTable.MaxTableMemory),
        };
    }
}
