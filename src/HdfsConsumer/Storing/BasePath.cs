namespace HdfsConsumer.Storing;

/// <summary>The folder that everything lands below.</summary>
internal static class BasePath
{
    /// <summary>Makes sure that it is there and can be written, and returns it as a whole path without links in it.</summary>
    /// <exception cref="StopException">It cannot; the message says why.</exception>
    public static string Open(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (File.Exists(full))
        {
            throw new StopException(ExitCode.WrongUsage, $"--hdfs-path {path} is a file; a folder is needed.");
        }

        try
        {
            Directory.CreateDirectory(full);
            var trial = Path.Combine(full, $".hdfs-consumer-write-trial-{Environment.ProcessId}");
            File.WriteAllBytes(trial, []);
            File.Delete(trial);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StopException(ExitCode.WrongUsage, $"--hdfs-path {path} cannot be written: {e.Message} Choose another folder, or give this user the right to write there.", e);
        }

        return Whole(full);
    }

    /// <summary>The whole path of an existing folder, without links in it: a base path that is one is the operator's choice, links below it are not followed.</summary>
    public static string Whole(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return new DirectoryInfo(full).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
    }
}
