using System.Runtime.InteropServices;

namespace HdfsConsumer.Storing;

/// <summary>Looks whether the system lets a process have as many files open as it is told to keep.</summary>
internal static partial class OpenFilesTrial
{
    /// <summary>A data file and its ledger.</summary>
    private const int DescriptorsPerFile = 2;

    /// <summary>What connections, libraries, logs and watermarks take.</summary>
    private const int DescriptorsBesides = 200;

    /// <summary>Refuses more files than there is room for: one that cannot be opened in mid-run would stop it, and a library that cannot open one may end it.</summary>
    /// <param name="files">How many data files may be open at once.</param>
    /// <exception cref="StopException">They are too many.</exception>
    public static void Run(int files) => Run(files, Limit());

    /// <summary>The same with another limit; null for none.</summary>
    internal static void Run(int files, long? descriptorsMax)
    {
        if (descriptorsMax is { } limit && ((long)files * DescriptorsPerFile) + DescriptorsBesides > limit)
        {
            var most = Math.Max(0, (limit - DescriptorsBesides) / DescriptorsPerFile);
            throw new StopException(
                ExitCode.WrongUsage,
                $"{files} open files (--max-open-files) take two descriptors each, and the system gives a process {limit}. Give {most} at most, or raise the limit (ulimit -n, LimitNOFILE of systemd).");
        }
    }

    /// <summary>How many descriptors the process may have; null where the system does not say, or sets no limit. .NET has raised it to what is allowed.</summary>
    private static long? Limit() => GetLimit(OpenFilesResource, out var limit) == 0 && limit.Now <= int.MaxValue ? (long)limit.Now : null;

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
