using System.Globalization;
using System.Text;
using System.Text.Json;
using HdfsConsumer.Parquet;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Lake;

/// <summary>
/// The columns that records were seen to have, kept for each topic in a file that all instances share. Columns are only added, and
/// their types only widened.
/// </summary>
/// <remarks>
/// What is new is durable before the record that brought it goes on. So a record that once was refused is refused whenever it is
/// read again, by any instance: it is either among the dead letters or in the lake, and never in both.
/// </remarks>
/// <param name="disk">The disk.</param>
/// <param name="folder">The folder of these files.</param>
/// <param name="awaitLock">Waits a little before a file is tried again that another instance holds.</param>
internal sealed class LearnedSchemas(IDisk disk, string folder, Action awaitLock) : ILakeSchemas, IRecordShape
{
    /// <summary>How files of columns end.</summary>
    public const string Extension = ".columns";

    /// <summary>A record that would bring a topic more columns does not fit: a topic whose members are data would fill the disk with files.</summary>
    public const int ColumnsMax = 1000;

    private const int TopicLettersMax = 160;
    private const int LockAttemptsMax = 200;

    private readonly Dictionary<string, LakeSchema> _schemas = [];

    /// <inheritdoc/>
    public LakeSchema Of(string topic) => _schemas.TryGetValue(topic, out var schema) ? schema : new LakeSchema([]);

    /// <inheritdoc/>
    public LakeSchema Latest(string topic)
    {
        using var file = disk.OpenToRead(Path.Combine(folder, FileNameOf(topic)));
        return file is not null && StableSlots.AloneIn(file).TryReadUnlocked(out _, out var json) ? ColumnsJson.Read(json) : new LakeSchema([]);
    }

    /// <inheritdoc/>
    public string? Misfit(string topic, ReadOnlySpan<byte> line)
    {
        var known = Of(topic);
        if (Fits(known, line))
        {
            return null;
        }

        // Decided by what all instances know, and before it is decided that is made durable.
        string? misfit = null;
        var record = line.ToArray();
        Change(topic, kept =>
        {
            var widened = kept.Columns.ToList();
            misfit = Widen(widened, record);
            return misfit is null ? new LakeSchema(widened) : kept;
        });
        return misfit;
    }

    /// <summary>Whether a record fits the columns as they are: what nearly all records do.</summary>
    private static bool Fits(LakeSchema schema, ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, MemberKinds.ReaderOptions);
        var members = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var at = schema.Members.Find(ref reader);
            reader.Read();
            var type = MemberKinds.TypeOf(ref reader, out var refusal);
            if (at < 0 || refusal is not null || !Holds(schema.Columns[at].Type, type))
            {
                return false;
            }

            members++;
        }

        return members > 0;
    }

    private static bool Holds(ParquetType? column, ParquetType? value) =>
        value is not { } found || (column is { } known && MemberKinds.Widened(known, found) == known);

    /// <summary>Adds what a record brings; says what does not fit, or null.</summary>
    private static string? Widen(List<LakeColumn> columns, ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, MemberKinds.ReaderOptions);
        var members = 0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (MemberKinds.TextOf(ref reader) is not { Length: > 0 } name)
            {
                return "a member has no name";
            }

            reader.Read();
            var found = MemberKinds.TypeOf(ref reader, out var refusal);
            if (refusal is not null)
            {
                return $"{name} is {refusal}";
            }

            var at = columns.FindIndex(column => column.Name == name);
            if (at < 0 && columns.Count == ColumnsMax)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{name} is more than {ColumnsMax} columns");
            }

            if (at < 0)
            {
                columns.Add(new LakeColumn(name, found));
            }
            else if (found is { } type)
            {
                var known = columns[at].Type ?? type;
                if (MemberKinds.Widened(known, type) is not { } wider)
                {
                    return $"{name} is {MemberKinds.InWords(type)}, and was {MemberKinds.InWords(known)} before";
                }

                columns[at] = new LakeColumn(name, wider);
            }

            members++;
        }

        return members == 0 ? "it has no members" : null;
    }

    private void Change(string topic, Func<LakeSchema, LakeSchema> change)
    {
        using var file = Open(topic);
        for (var attempt = 1; !file.TryLock(); attempt++)
        {
            if (attempt == LockAttemptsMax)
            {
                throw new IOException($"Another instance holds the columns of {topic} and does not go on.");
            }

            awaitLock();
        }

        try
        {
            Publish(file, topic, change);
        }
        catch (DiskFullException e)
        {
            // Waiting for space would pass the record over: it is not held yet.
            throw new IOException(e.Message, e);
        }
        finally
        {
            file.Unlock();
        }
    }

    // A topic's name has up to 249 letters and a file's up to 255 bytes.
    private static string FileNameOf(string topic) => topic.Length <= TopicLettersMax
        ? topic + Extension
        : string.Create(CultureInfo.InvariantCulture, $"{topic[..TopicLettersMax]}~{Checksum.Continue(Checksum.Empty, Encoding.UTF8.GetBytes(topic)):x8}{Extension}");

    private IDiskFile Open(string topic)
    {
        try
        {
            return disk.OpenOrCreate(Path.Combine(folder, FileNameOf(topic)));
        }
        catch (DiskFullException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private void Publish(IDiskFile file, string topic, Func<LakeSchema, LakeSchema> change)
    {
        var slots = StableSlots.AloneIn(file);
        slots.Confirm();
        var kept = slots.TryRead(out _, out var json) ? ColumnsJson.Read(json) : new LakeSchema([]);
        var changed = change(kept);
        if (!ReferenceEquals(changed, kept))
        {
            slots.Publish(ColumnsJson.Write(changed));
        }

        disk.SyncDirectory(folder);
        _schemas[topic] = changed;
    }
}
