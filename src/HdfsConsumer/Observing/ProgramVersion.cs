using System.Reflection;

namespace HdfsConsumer.Observing;

/// <summary>The version of the program.</summary>
internal static class ProgramVersion
{
    /// <summary>The version as releases name it: <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
