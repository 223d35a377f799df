using System.Text.Json;
using System.Text.Json.Serialization;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Watermarking;

/// <summary>The durable file of a <see cref="LandingRecord"/>: JSON in <see cref="StableSlots"/>, changed under the file's lock.</summary>
internal sealed class LandingRecordFile(IDisk disk, string path) : IDisposable
{
    private readonly IDiskFile _file = disk.OpenOrCreate(path);
    private StableSlots? _slots;

    private StableSlots Slots => _slots ??= StableSlots.AloneIn(_file);

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
        return file is not null && StableSlots.AloneIn(file).TryReadUnlocked(out _, out var json)
            ? JsonSerializer.Deserialize(json, LandingJson.Default.LandingRecord)
            : null;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}

[JsonSerializable(typeof(LandingRecord))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class LandingJson : JsonSerializerContext;
