using System.Globalization;

namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>The files of a landing's own state, all in <c>.hdfs-consumer/PIPELINE</c> below the base path.</summary>
/// <param name="basePath">The base path.</param>
/// <param name="pipeline">The pipeline's name.</param>
internal sealed class LandingPaths(string basePath, string pipeline)
{
    private const string RootName = ".hdfs-consumer";

    /// <summary>A topic's name has up to 249 characters and a file's up to 255 bytes.</summary>
    private const int TopicLettersMax = 100;

    /// <summary>The base path.</summary>
    public string BasePath => basePath;

    /// <summary>The folder of the states of all landings below the base path.</summary>
    public string Root { get; } = Path.Combine(basePath, RootName);

    /// <summary>The folder of this one's.</summary>
    public string Folder { get; } = Path.Combine(basePath, RootName, pipeline);

    /// <summary>The record of the landing as a whole; see <see cref="LandingRecord"/>.</summary>
    public string Record => Path.Combine(Folder, "landing");

    /// <summary>The file whose lock tells how many instances are at work.</summary>
    public string Instances => Path.Combine(Folder, "instances");

    /// <summary>The file that locks are tried out on.</summary>
    public string LockTrial => Path.Combine(Folder, "lock-trial");

    /// <summary>The watermarks of a topic.</summary>
    public string WatermarksOf(TopicKey topic)
    {
        var name = topic.Topic[..Math.Min(topic.Topic.Length, TopicLettersMax)];
        return Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{topic.Hash:x16}.watermarks"));
    }

    /// <summary>Whether a file belongs to the state of a landing, and is none that people read.</summary>
    public static bool IsState(string basePath, string path) => Path.GetRelativePath(basePath, path).Split(Path.DirectorySeparatorChar)[0] == RootName;
}
