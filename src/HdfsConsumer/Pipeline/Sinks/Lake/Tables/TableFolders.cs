using System.Globalization;
using System.Text.Json;
using HdfsConsumer.Pipeline.Routing;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

/// <summary>The folder of a lake's tables as people read it: the manifest, and the files of the versions that it names.</summary>
/// <param name="disk">The disk.</param>
/// <param name="lake">The lake's folders.</param>
/// <param name="basePath">The folder that the lake lies below.</param>
internal sealed class TableFolders(IDisk disk, LakeFolder lake, string basePath)
{
    /// <summary>The folder's name below the base path.</summary>
    public const string Name = Destination.TablesFolder;

    private const string ManifestName = "manifest.json";
    private const string VersionPrefix = "version=";
    private const string Extension = ".parquet";

    private readonly string _root = Path.Combine(basePath, Name);

    /// <summary>Where the manifest is.</summary>
    public string ManifestPath => Path.Combine(_root, ManifestName);

    /// <summary>The name of a file of a version, which tells it from those of streams: <c>TOPIC+PARTITION+NEXT.parquet</c>.</summary>
    public static string FileNameOf(PartitionStateName state, long next) =>
        string.Create(CultureInfo.InvariantCulture, $"{state.Stem}+{state.Partition}+{next}{Extension}");

    /// <summary>Whether a path is that of a version's file, or of the manifest.</summary>
    public bool Owns(string path)
    {
        var parts = Path.GetRelativePath(_root, path).Split(Path.DirectorySeparatorChar);
        return path == ManifestPath || path == LandedFolders.NextOf(ManifestPath) || (parts is [_, var version, var file]
            && version.StartsWith(VersionPrefix, StringComparison.Ordinal)
            && file.EndsWith(Extension, StringComparison.Ordinal) && file.Split('+').Length == 3);
    }

    /// <summary>The whole path of a file that the manifest names.</summary>
    public string PathOf(VersionFile file) => Path.Combine(_root, file.Path);

    /// <summary>The folder of a table's version, made where it is missing.</summary>
    public string Make(string table, long version) => lake.Make($"{Name}/{table}/{VersionManifest.FolderOf(version)}");

    /// <summary>The manifest as it is now; one without versions when there is none.</summary>
    /// <exception cref="LandingDamagedException">It is damaged.</exception>
    public VersionManifest ReadManifest()
    {
        using var file = disk.OpenToRead(ManifestPath);
        if (file is null)
        {
            return VersionManifest.None;
        }

        var json = new byte[file.Length];
        file.Read(json, 0);
        try
        {
            return VersionManifest.Read(json);
        }
        catch (JsonException e)
        {
            throw new LandingDamagedException($"{ManifestPath} is not as this program writes it ({e.Message}). Restore it from a copy; or remove it with all versions, and take a new one.");
        }
    }

    /// <summary>Makes the manifest as it is now survive a power loss: who wrote it may have died before its sync.</summary>
    public void ConfirmManifest()
    {
        if (disk.FileExists(ManifestPath))
        {
            lake.Sync(_root);
        }
    }

    /// <summary>Puts a manifest in the place of the former one, durably. The files that it names must be durable.</summary>
    public void Publish(VersionManifest manifest)
    {
        lake.Replace(ManifestPath, manifest.ToJson());
        lake.Sync(_root);
    }

    /// <summary>Removes the files that a manifest does not name: those of older versions, and of one that was begun by a process that died.</summary>
    public void RemoveUnnamed(VersionManifest manifest)
    {
        var named = manifest.Files.Select(PathOf).ToHashSet();
        foreach (var path in Files.Where(path => path != ManifestPath && !named.Contains(path)).ToList())
        {
            disk.Delete(path);
            lake.DeleteIfEmpty(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Removes everything. Can be repeated.</summary>
    public void Remove()
    {
        foreach (var path in Files.ToList())
        {
            disk.Delete(path);
        }
    }

    /// <summary>All files of versions, and the manifest.</summary>
    public IEnumerable<string> Files => disk.EnumerateFiles(basePath).Where(path => path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal) && Owns(path));
}
