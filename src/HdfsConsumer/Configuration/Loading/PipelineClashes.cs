using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Loading;

/// <summary>Finds pipelines that would get in each other's way.</summary>
internal static class PipelineClashes
{
    /// <summary>What is wrong between them.</summary>
    public static IEnumerable<SettingProblem> Between(IReadOnlyList<LandingSettings> pipelines) =>
        from first in Enumerable.Range(0, pipelines.Count)
        from second in Enumerable.Range(first + 1, pipelines.Count - first - 1)
        from problem in Between(pipelines[first], pipelines[second])
        select problem;

    private static IEnumerable<SettingProblem> Between(LandingSettings first, LandingSettings second)
    {
        var names = $"{SettingKeys.Pipelines}:{first.Pipeline} and {SettingKeys.Pipelines}:{second.Pipeline}";
        var (one, other) = (FolderOf(first), FolderOf(second));
        if (one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal))
        {
            yield return new SettingProblem(
                names, $"land below one base path, {first.BasePath} and {second.BasePath}; give each a Sink:BasePath of its own, none within the other");
        }

        var shared = first.Topics.Intersect(second.Topics).ToList();
        if (shared.Count > 0 && first.Kafka.GroupId == second.Kafka.GroupId && first.Kafka.BootstrapServers == second.Kafka.BootstrapServers)
        {
            yield return new SettingProblem(
                names, $"read {string.Join(", ", shared)} as one group, {first.Kafka.GroupId}, so that each would get a part of the records only; give each a GroupId of its own");
        }
    }

    private static string FolderOf(LandingSettings pipeline) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(pipeline.BasePath)) + Path.DirectorySeparatorChar;
}
