using System.Buffers.Binary;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Sketching;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Sinks.Analytics;

/// <summary>The file of a partition's state: its counts and its next offset, whole or wrong.</summary>
/// <remarks>
/// Magic (4, "HCA1"), next offset (8), what is counted (<see cref="AnalyticsSettings.Fingerprint"/>) and the counts as <see cref="SketchWriter"/> writes them; at the end the
/// CRC-32C of all before (4). Little-endian.
/// </remarks>
internal static class CountsFile
{
    private const uint Magic = 0x31414348;
    private const int HeadBytes = sizeof(uint) + sizeof(long);

    /// <summary>Writes a state to an empty file. Nothing is synced.</summary>
    /// <exception cref="DiskFullException">There is no room for it.</exception>
    public static void Write(IDiskFile file, long next, AnalyticsSettings settings, AnalyticsCounts counts)
    {
        var body = new SketchWriter();
        body.WriteText(settings.Fingerprint);
        counts.Write(body);
        Span<byte> head = stackalloc byte[HeadBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(head[sizeof(uint)..], next);
        Span<byte> end = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(end, Checksum.Continue(Checksum.Continue(Checksum.Empty, head), body.Written));
        file.Write(head, 0);
        file.Write(body.Written, HeadBytes);
        file.Write(end, HeadBytes + body.Written.Length);
    }

    /// <summary>The next offset that a state says; 0 when there is none.</summary>
    /// <exception cref="LandingDamagedException">It is no state.</exception>
    public static long NextIn(IDisk disk, string path)
    {
        using var file = disk.OpenToRead(path);
        if (file is null)
        {
            return 0;
        }

        Span<byte> head = stackalloc byte[HeadBytes];
        return file.Read(head, 0) == HeadBytes && BinaryPrimitives.ReadUInt32LittleEndian(head) == Magic
            ? BinaryPrimitives.ReadInt64LittleEndian(head[sizeof(uint)..])
            : throw Damaged(path);
    }

    /// <summary>Reads a state; null when there is none.</summary>
    /// <exception cref="LandingDamagedException">It is damaged.</exception>
    /// <exception cref="StopException">It was counted by other settings.</exception>
    public static (long Next, AnalyticsCounts Counts)? TryRead(IDisk disk, string path, AnalyticsSettings settings)
    {
        using var file = disk.OpenToRead(path);
        if (file is null)
        {
            return null;
        }

        var bytes = new byte[file.Length];
        if (file.Read(bytes, 0) < HeadBytes + sizeof(uint)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(^sizeof(uint)..)) != Checksum.Continue(Checksum.Empty, bytes.AsSpan(..^sizeof(uint))))
        {
            throw Damaged(path);
        }

        var body = new SketchReader(bytes.AsMemory(HeadBytes..^sizeof(uint)));
        return body.ReadText() == settings.Fingerprint
            ? (BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(sizeof(uint))), AnalyticsCounts.Read(body, settings))
            : throw new StopException(
                ExitCode.WrongUsage,
                "What is counted has changed: Distinct, Top, Numbers or Separators are not those of the counts that there are. Set them back; or forget the counts with reset, and count all again.");
    }

    private static LandingDamagedException Damaged(string path) =>
        new($"{path} is not as this program writes counts. Restore it from a copy, or forget the landing with reset and count again.");
}
