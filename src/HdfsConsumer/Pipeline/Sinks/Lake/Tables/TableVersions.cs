using System.Globalization;
using HdfsConsumer.Parquet;
using HdfsConsumer.Pipeline.Sinks.Files;
using HdfsConsumer.Pipeline.Sinks.States;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake.Tables;

/// <summary>
/// Keeps the tables of a lake in versions: of each partition the rows as its state has them, as Parquet files that one manifest names. Files of
/// older versions are removed only when the manifest of a newer one is durable.
/// </summary>
/// <param name="disk">The disk.</param>
/// <param name="lake">The lake's folders.</param>
/// <param name="folders">The folder of the tables.</param>
/// <param name="schemas">The columns.</param>
/// <param name="settings">How they are written, and how many are kept.</param>
/// <param name="clock">The clock.</param>
internal sealed class TableVersions(IDisk disk, LakeFolder lake, TableFolders folders, ILakeSchemas schemas, VersionPolicy settings, TimeProvider clock)
    : ISnapshots
{
    private readonly TableStates _states = new(disk, lake);

    /// <inheritdoc/>
    /// <exception cref="DiskFullException">There is no room for it; what there was is as it was.</exception>
    public bool TryTake(TimeSpan unlessYounger, out long? version)
    {
        version = null;
        using var names = disk.OpenOrCreate(lake.VersionsLock);
        if (!names.TryLock())
        {
            return false;
        }

        // Closing the lock's file releases it.
        var manifest = folders.ReadManifest();
        folders.ConfirmManifest();
        if (manifest.Versions is [.., var last] && clock.GetUtcNow() - last.TakenAt < unlessYounger)
        {
            return true;
        }

        // A version must not know records that a power loss takes from the state.
        lake.Sync(lake.WorkFolder);
        if (HasChanged(manifest))
        {
            version = Take(manifest);
        }

        return true;
    }

    private bool HasChanged(VersionManifest manifest)
    {
        var current = manifest.Files.Where(file => file.Version == manifest.Current).ToDictionary(file => (file.Table, file.Partition), file => file.Next);
        return _states.All.Any(state =>
        {
            using var reader = TableStateReader.TryOpen(disk, state.Path)!;
            return current.GetValueOrDefault((state.Name.Stem, state.Name.Partition)) != reader.Next && schemas.Latest(reader.Topic).Columns.Count > 0;
        });
    }

    private long Take(VersionManifest manifest)
    {
        var version = manifest.Current + 1;

        // What a process left that died here.
        folders.RemoveUnnamed(manifest);
        var files = _states.All.ToList().ConvertAll(state => Write(state.Name, state.Path, version)).OfType<VersionFile>().ToList();
        foreach (var folder in files.Select(file => Path.GetDirectoryName(folders.PathOf(file))!).Distinct())
        {
            lake.Sync(folder);
        }

        var next = manifest.With(new TableVersion(version, clock.GetUtcNow()), files, settings.Kept);
        folders.Publish(next);
        folders.RemoveUnnamed(next);
        return version;
    }

    /// <summary>Writes the rows of a partition; null when nothing is known of its columns, for it never had a row.</summary>
    private VersionFile? Write(PartitionStateName name, string statePath, long version)
    {
        using var reader = TableStateReader.TryOpen(disk, statePath)!;
        var schema = schemas.Latest(reader.Topic);
        if (schema.Columns.Count == 0)
        {
            return null;
        }

        using var unfinished = UnnamedFile.Begin(disk, lake);
        var columns = schema.ToParquet();
        using var writer = new ParquetWriter(new DiskFileStream(unfinished.File), columns, new ParquetSettings(settings.Codec));
        var rows = new JsonRowReader(schema, new ParquetRow(columns));
        while (reader.TryRead(out _, out var line))
        {
            if (!rows.TryRead(line))
            {
                throw new LandingDamagedException($"{statePath} has a row that the columns of {reader.Topic} cannot hold. Were they removed from {lake.WorkFolder}, or changed in the settings?");
            }

            writer.Add(rows.Row);
        }

        writer.Close(
        [
            new("pipeline", settings.Pipeline),
            new("topic", reader.Topic),
            new("snapshot", version.ToString(CultureInfo.InvariantCulture)),
            new("next", string.Create(CultureInfo.InvariantCulture, $"{name.Partition}:{reader.Next}")),
            new("records", reader.Rows.ToString(CultureInfo.InvariantCulture)),
            new("version", typeof(TableVersions).Assembly.GetName().Version?.ToString(3) ?? "?"),
        ]);
        unfinished.File.Sync();
        var path = Path.Combine(folders.Make(name.Stem, version), TableFolders.FileNameOf(name, reader.Next));
        return disk.TryLink(unfinished.Path, path)
            ? new VersionFile(version, name.Stem, name.Partition, reader.Next, reader.Rows, $"{name.Stem}/{VersionManifest.FolderOf(version)}/{Path.GetFileName(path)}")
            : throw new LandingDamagedException($"{path} is there, and is no file that this program has landed. Move it away.");
    }
}

/// <summary>How versions are written.</summary>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Codec">How they are compressed.</param>
/// <param name="Kept">How many there are at most.</param>
internal sealed record VersionPolicy(string Pipeline, ParquetCodec Codec, int Kept);
