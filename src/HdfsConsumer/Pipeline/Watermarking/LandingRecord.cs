using System.Text.Json;
using System.Text.Json.Serialization;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>What a landing remembers of itself as a whole.</summary>
/// <param name="Fingerprint">Of the rules that decided every destination so far.</param>
/// <param name="Topics">The topics that have been landed.</param>
/// <param name="Groups">The consumer groups that it was landed by.</param>
/// <param name="IsBeingReset">Whether everything is to be forgotten: whoever finds this finishes it first.</param>
internal sealed record LandingRecord(string Fingerprint, IReadOnlyList<LandedTopic> Topics, IReadOnlyList<string> Groups, bool IsBeingReset = false)
{
    /// <summary>The record of a landing that was reset and not begun again.</summary>
    public static LandingRecord New { get; } = new("", [], []);

    /// <summary>Whether nothing was landed yet.</summary>
    [JsonIgnore]
    public bool IsNew => Fingerprint.Length == 0;
}

/// <summary>A topic that has been landed.</summary>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="Topic">The topic's name.</param>
/// <param name="Incarnations">Its incarnations, the current one last.</param>
internal sealed record LandedTopic(string ClusterId, string Topic, IReadOnlyList<TopicIncarnation> Incarnations)
{
    /// <summary>The one that is being landed.</summary>
    [JsonIgnore]
    public TopicIncarnation Current => Incarnations[^1];
}

/// <summary>One life of a topic, from its creation to its deletion.</summary>
/// <param name="Key">What ledgers know it by; never changes.</param>
/// <param name="TopicId">The broker's id of it, null while no broker has told one.</param>
internal sealed record TopicIncarnation(string Key, string? TopicId);

/// <summary>The durable file of a <see cref="LandingRecord"/>: JSON in <see cref="StableSlots"/>, changed under the file's lock.</summary>
internal sealed class LandingRecordFile(IDisk disk, string path) : IDisposable
{
    private readonly IDiskFile _file = disk.OpenOrCreate(path);
    private StableSlots? _slots;

    private StableSlots Slots => _slots ??= new StableSlots(_file, new SlotFile(_file, slots: 2));

    /// <summary>
    /// Changes the record: <paramref name="change"/> gets the present one, null at first, and returns the new one, or null to
    /// leave it. False when another instance holds the file. What it writes is durable on return.
    /// </summary>
    public bool TryChange(Func<LandingRecord?, LandingRecord?> change)
    {
        if (!_file.TryLock())
        {
            return false;
        }

        try
        {
            Slots.Confirm();
            var present = Slots.TryRead(out _, out var json)
                ? JsonSerializer.Deserialize(json, LandingJson.Default.LandingRecord)
                : null;
            if (change(present) is { } changed)
            {
                Slots.Publish(JsonSerializer.SerializeToUtf8Bytes(changed, LandingJson.Default.LandingRecord));
                disk.SyncDirectory(Path.GetDirectoryName(path)!);
            }

            return true;
        }
        finally
        {
            _file.Unlock();
        }
    }

    /// <summary>Looks at a record from outside, without a lock; null when there is none.</summary>
    public static LandingRecord? Peek(IDisk disk, string path)
    {
        using var file = disk.OpenToRead(path);
        return file is not null && new StableSlots(file, new SlotFile(file, slots: 2)).TryRead(out _, out var json)
            ? JsonSerializer.Deserialize(json, LandingJson.Default.LandingRecord)
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

[JsonSerializable(typeof(LandingRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class LandingJson : JsonSerializerContext;
