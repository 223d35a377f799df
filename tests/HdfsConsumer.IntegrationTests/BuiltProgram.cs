using System.Diagnostics;
using System.Text;

namespace HdfsConsumer.IntegrationTests;

/// <summary>What a run of the program came to.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error, TimeSpan Took);

/// <summary>The built program, run as a process of its own.</summary>
internal sealed class BuiltProgram : IDisposable
{
    private static readonly TimeSpan RunTimeout = TimeSpan.FromMinutes(2);

    /// <summary>
    /// .NET's own delay before it optimizes what is called often, in hexadecimal milliseconds. The program sets it to 0, which a run of seconds repays; one of
    /// the tests, which is over in less, it costs half of its processor time.
    /// </summary>
    private static readonly (string Name, string Value) OptimizingDelay = ("DOTNET_TC_CallCountingDelayMs", "64");

    private readonly Process _process;
    private readonly Stopwatch _running = Stopwatch.StartNew();
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private BuiltProgram(IEnumerable<string> arguments, string workingFolder, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingFolder,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "HdfsConsumer.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The broker of the tests is named on the command line; what else is set on this machine must not count.
        foreach (var name in start.Environment.Keys.Where(IsSetting).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment[OptimizingDelay.Name] = OptimizingDelay.Value;
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Add(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>The process' id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts the program.</summary>
    public static BuiltProgram Start(string workingFolder, params string[] arguments) => new(arguments, workingFolder, environment: null);

    /// <summary>Starts the program with variables set.</summary>
    public static BuiltProgram Start(string workingFolder, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        new(arguments, workingFolder, environment);

    /// <summary>Runs the program to its end.</summary>
    public static Outcome Run(string workingFolder, params string[] arguments)
    {
        using var program = Start(workingFolder, arguments);
        return program.Wait();
    }

    /// <summary>Runs the program to its end with variables set.</summary>
    public static Outcome Run(string workingFolder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var program = Start(workingFolder, environment, arguments);
        return program.Wait();
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>What it has written to standard error so far.</summary>
    public string ErrorSoFar => Text(_error);

    /// <summary>Waits for the end.</summary>
    public Outcome Wait()
    {
        Assert.True(_process.WaitForExit(RunTimeout), $"The program does not end:\n{ErrorSoFar}");
        _process.WaitForExit();
        return new Outcome(_process.ExitCode, Text(_output), Text(_error), _running.Elapsed);
    }

    /// <summary>Waits until a text is written to standard error or standard output.</summary>
    public void WaitFor(string text)
    {
        var waited = Stopwatch.StartNew();
        while (!Text(_error).Contains(text, StringComparison.Ordinal) && !Text(_output).Contains(text, StringComparison.Ordinal))
        {
            Assert.True(waited.Elapsed < RunTimeout && !_process.HasExited, $"'{text}' was not written:\n{ErrorSoFar}");
            Thread.Sleep(10);
        }
    }

    /// <summary>The first line of standard output.</summary>
    public string FirstLine()
    {
        WaitFor("\n");
        return Text(_output).Split('\n')[0];
    }

    /// <summary>Asks it to stop, as systemd and docker do.</summary>
    public void Terminate() => Signal("TERM");

    /// <summary>Sends a signal.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Ends it at once, as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private static bool IsSetting(string name) =>
        name.StartsWith("KAFKA_", StringComparison.Ordinal)
        || name.StartsWith("HDFS_", StringComparison.Ordinal)
        || name.Contains("__", StringComparison.Ordinal)
        || name is "CONSUMER_TIMEOUT_MS" or "MAX_POLL_RECORDS";

    private static void Add(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
