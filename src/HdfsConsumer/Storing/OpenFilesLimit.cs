using System.Runtime.InteropServices;

namespace HdfsConsumer.Storing;

/// <summary>How many data files the system lets a process keep open, and how many of them are taken unasked.</summary>
internal static partial class OpenFilesLimit
{
    /// <summary>A data file and its ledger.</summary>
    private const int DescriptorsPerFile = 2;

    /// <summary>What connections, libraries, logs and watermarks take.</summary>
    private const int DescriptorsBesides = 200;

    /// <summary>What is taken unasked, as a share: other pipelines may run beside it.</summary>
    private const int UnaskedShare = 4;

    /// <summary>What is taken unasked at most: each costs some KB of memory and a part of each checkpoint.</summary>
    private const int UnaskedMax = 4096;

    /// <summary>What is taken unasked at least, however few there are: less than this cannot be asked for either.</summary>
    private const int UnaskedMin = 4;

    /// <summary>Refuses more files than there is room for: one that cannot be opened in mid-run would stop it, and a library that cannot open one may end it.</summary>
    /// <param name="files">How many data files may be open at once.</param>
    /// <exception cref="StopException">They are too many.</exception>
    public static void Require(int files) => Require(files, DescriptorsMax());

    /// <summary>How many data files are kept open by a pipeline that is not told.</summary>
    public static int Unasked() => Unasked(DescriptorsMax());

    /// <summary>The same as <see cref="Require(int)"/> with another limit; null for none.</summary>
    internal static void Require(int files, long? descriptorsMax)
    {
        if (descriptorsMax is { } limit && files > FilesWithin(limit))
        {
            throw new StopException(
                ExitCode.WrongUsage,
                $"{files} open files (--max-open-files) take two descriptors each, and the system gives a process {limit}. Give {FilesWithin(limit)} at most, or raise the limit (ulimit -n, LimitNOFILE of systemd).");
        }
    }

    /// <summary>The same as <see cref="Unasked()"/> with another limit; null for none.</summary>
    internal static int Unasked(long? descriptorsMax) =>
        descriptorsMax is { } limit ? (int)Math.Clamp(FilesWithin(limit) / UnaskedShare, UnaskedMin, UnaskedMax) : UnaskedMax;

    private static long FilesWithin(long descriptors) => Math.Max(0, (descriptors - DescriptorsBesides) / DescriptorsPerFile);

    /// <summary>How many descriptors the process may have; null where the system does not say, or sets no limit. .NET has raised it to what is allowed.</summary>
    private static long? DescriptorsMax() => GetLimit(OpenFilesResource, out var limit) == 0 && limit.Now <= int.MaxValue ? (long)limit.Now : null;

    /// <summary>RLIMIT_NOFILE, from &lt;sys/resource.h&gt; of Linux and macOS.</summary>
    private static int OpenFilesResource => OperatingSystem.IsMacOS() ? 8 : 7;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out ResourceLimit limit);

    /// <summary>rlimit: what holds, and up to what it may be raised.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct ResourceLimit
    {
        public readonly nuint Now;
        public readonly nuint Most;
    }
}
