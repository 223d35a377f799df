using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace HdfsConsumer.IntegrationTests.Torture;

/// <summary>Small file systems in memory, which only root on Linux may mount.</summary>
internal static class Tmpfs
{
    private static readonly Lazy<bool> Works = new(TryOut);

    /// <summary>Whether they can be had here.</summary>
    public static bool IsAvailable => Works.Value;

    /// <summary>Mounts one over an existing folder.</summary>
    public static bool TryMount(string folder, int bytes) =>
        IsAvailable && Runs("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={bytes}"), "tmpfs", folder);

    /// <summary>Takes one away, with all that is on it.</summary>
    public static void Unmount(string folder) => Runs("umount", folder);

    private static bool TryOut()
    {
        var folder = Directory.CreateTempSubdirectory("hdfs-consumer-tmpfs-").FullName;
        try
        {
            return Runs("mount", "-t", "tmpfs", "-o", "size=1000000", "tmpfs", folder) && Runs("umount", folder);
        }
        finally
        {
            Directory.Delete(folder);
        }
    }

    private static bool Runs(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}

/// <summary>A test that needs a small file system of its own.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TmpfsFactAttribute : FactAttribute
{
    public TmpfsFactAttribute()
    {
        if (!Tmpfs.IsAvailable)
        {
            Skip = "needs a small tmpfs, which cannot be mounted here: run as root on Linux";
        }
    }
}
