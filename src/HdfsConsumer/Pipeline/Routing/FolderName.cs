using System.Globalization;
using System.Text;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Routing;

/// <summary>Turns values into names of folders.</summary>
internal static class FolderName
{
    /// <summary>The folder of values that are missing, or in which nothing can be kept.</summary>
    public const string Unknown = "unknown";

    /// <summary>The folder of a value: letters, digits and '_' kept, one '-' for each run of anything else.</summary>
    public static string Of(string? value) => CityName.ToFolder(value, Unknown, kept: '_');

    /// <summary>The folder of a topic. Topics that differ have folders that differ.</summary>
    public static string OfTopic(string topic)
    {
        var folder = Of(topic);
        return folder == topic
            ? folder
            : string.Create(CultureInfo.InvariantCulture, $"{folder}-{Checksum.Continue(Checksum.Empty, Encoding.UTF8.GetBytes(topic)):x8}");
    }

    /// <summary>A part of a path that is short enough for every file system, cut between characters.</summary>
    public static string Shortened(string part, int bytesMax)
    {
        var bytes = 0;
        var length = 0;
        foreach (var rune in part.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > bytesMax)
            {
                return part[..length];
            }

            length += rune.Utf16SequenceLength;
        }

        return part;
    }

    /// <summary>The folder, with a '-' at the end of its first part where that is the folder of dead letters.</summary>
    public static string NotOurs(string folder)
    {
        var first = folder.Split('/')[0];
        return first.Equals(Destination.DeadLettersFolder, StringComparison.OrdinalIgnoreCase) ? $"{first}-{folder[first.Length..]}" : folder;
    }
}
