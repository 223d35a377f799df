namespace HdfsConsumer.Storing;

/// <summary>Tries out whether a disk takes names that differ in case only for one name.</summary>
internal static class CaseTrial
{
    /// <summary>Whether it does, below this folder.</summary>
    public static bool IsCaseBlind(IDisk disk, string folder)
    {
        var name = $".case-trial-{Environment.ProcessId}";
        var path = Path.Combine(folder, name);
        disk.OpenOrCreate(path).Dispose();
        try
        {
            return disk.FileExists(Path.Combine(folder, name.ToUpperInvariant()));
        }
        finally
        {
            disk.Delete(path);
        }
    }
}
