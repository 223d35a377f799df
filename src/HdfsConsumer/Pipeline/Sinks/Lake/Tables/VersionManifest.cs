using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

/// <summary>Which versions of a lake's tables there are, and which files each is made of. What it does not name is no part of any.</summary>
/// <param name="Current">The newest version.</param>
/// <param name="Versions">All versions, the oldest first.</param>
/// <param name="Files">All files of all of them.</param>
internal sealed record VersionManifest(long Current, IReadOnlyList<TableVersion> Versions, IReadOnlyList<VersionFile> Files)
{
    /// <summary>The manifest of a lake without versions.</summary>
    public static VersionManifest None { get; } = new(0, [], []);

    /// <summary>The folder of a table's version, by its name in the table's folder: <c>version=000012</c>.</summary>
    public static string FolderOf(long version) => string.Create(CultureInfo.InvariantCulture, $"version={version:000000}");

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static VersionManifest Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, ManifestJson.Readable.VersionManifest) ?? throw new JsonException("It is null.");

    /// <summary>As JSON for people and programs, in lines.</summary>
    public byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Readable.VersionManifest), (byte)'\n'];

    /// <summary>The manifest with one version more, and the oldest ones left out.</summary>
    /// <param name="version">The version.</param>
    /// <param name="files">Its files.</param>
    /// <param name="kept">How many versions it may name.</param>
    public VersionManifest With(TableVersion version, IEnumerable<VersionFile> files, int kept)
    {
        List<TableVersion> versions = [.. Versions.TakeLast(kept - 1), version];
        return new VersionManifest(version.Version, versions, [.. Files.Where(file => file.Version >= versions[0].Version), .. files]);
    }
}

/// <summary>A version of all the tables of a lake.</summary>
/// <param name="Version">Its number; the first is 1.</param>
/// <param name="TakenAt">When it was taken, UTC.</param>
internal sealed record TableVersion(long Version, DateTimeOffset TakenAt);

/// <summary>A file of a version: the rows of one partition of a table.</summary>
/// <param name="Version">The version's number.</param>
/// <param name="Table">The table.</param>
/// <param name="Partition">Kafka's partition number.</param>
/// <param name="Next">The rows are what the records below this offset make.</param>
/// <param name="Rows">How many.</param>
/// <param name="Path">The file's path from the folder of the tables, with '/'.</param>
internal sealed record VersionFile(long Version, string Table, int Partition, long Next, long Rows, string Path);

[JsonSerializable(typeof(VersionManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext
{
    /// <summary>In lines, with names as they are: a '+' is no escape.</summary>
    public static ManifestJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
