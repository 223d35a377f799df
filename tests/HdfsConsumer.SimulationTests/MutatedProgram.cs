using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// The program and its simulation, compiled anew in memory with all planted bugs in it, of which one is awake while histories run: bugs go through the same histories as
/// the program itself.
/// </summary>
internal static class MutatedProgram
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);
    private static readonly string Root = Metadata("RepositoryRoot");

    private static readonly List<Edit[]> Bugs =
    [
        .. PlantedBugsAreFoundTests.Bugs.Values,
        .. EveryRecordIsLandedOnceBehindTests.Bugs.Values,
        .. EveryRecordIsInTheLakeOnceTests.Bugs.Values,
        .. EveryTableIsWhatItsRecordsMakeTests.Bugs.Values,
        .. EveryRecordIsCountedOnceTests.Bugs.Values,
    ];

    private static readonly Lazy<Assembly> Compiled = new(Compile);

    /// <summary>The first seed, of a number of them, whose history finds something wrong, and what that is; null when all of them end well.</summary>
    /// <param name="bug">The bug that is awake, one of those that tests have; null for the program as it is.</param>
    /// <param name="history">The simulation's method that runs a history.</param>
    /// <param name="first">The seed of the first history.</param>
    /// <param name="count">How many histories are run at most.</param>
    /// <exception cref="InvalidOperationException">The text that a bug replaces is not there exactly once, or what comes of it does not compile.</exception>
    public static (int Seed, string Wrong)? FirstFailure(Edit[]? bug, string history, int first, int count)
    {
        var simulate = FindHistory(Compiled.Value, history);
        var number = bug is null ? SleepingBug.None : Bugs.IndexOf(bug);
        var wrongs = new string?[count];
        var found = Parallel.For(first, first + count, (seed, loop) =>
        {
            if (simulate(number, seed) is { } wrong)
            {
                wrongs[seed - first] = wrong;
                loop.Break();
            }
        });
        return found.LowestBreakIteration is { } lowest ? ((int)lowest, wrongs[lowest - first]!) : null;
    }

    private static Func<int, int, string?> FindHistory(Assembly assembly, string history)
    {
        var run = assembly.GetType(typeof(Simulation).FullName!, throwOnError: true)!.GetMethod(history, BindingFlags.Public | BindingFlags.Static)!;
        var wake = assembly.GetType(typeof(SleepingBug).FullName!, throwOnError: true)!.GetMethod(nameof(SleepingBug.Wake))!.CreateDelegate<Action<int>>();
        var noLie = Enum.ToObject(run.GetParameters()[1].ParameterType, (int)DiskLie.None);
        return (bug, seed) =>
        {
            wake(bug);
            return (string?)run.Invoke(null, [seed, noLie, null]);
        };
    }

    private static Assembly Compile()
    {
        var sources = ReadSources();
        foreach (var file in Bugs.SelectMany(edits => edits).Select(edit => edit.File).Distinct())
        {
            var planter = new BugPlanter(sources[file], ParseOptions);
            foreach (var (number, bug) in Bugs.Index().Where(bug => bug.Item.Any(edit => edit.File == file)))
            {
                planter.Plant(number, bug.Where(edit => edit.File == file).Aggregate(sources[file], (text, edit) => edit.ApplyTo(text)));
            }

            sources[file] = planter.ToText();
        }

        var compilation = CSharpCompilation.Create(
            "HdfsConsumer.Mutated",
            sources.Select(source => CSharpSyntaxTree.ParseText(source.Value, ParseOptions, source.Key)),
            FindReferences(),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable,
                concurrentBuild: false)); // Other histories hold all threads of the pool.
        FindGenerators().RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        using var binary = new MemoryStream();
        var countries = new ResourceDescription("countries.tsv", () => File.OpenRead(Path.Combine(Root, "src/HdfsConsumer/Pipeline/Routing/countries.tsv")), isPublic: true);
        var emitted = generated.Emit(binary, manifestResources: [countries]);
        if (!emitted.Success)
        {
            throw new InvalidOperationException(string.Join('\n', emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5)));
        }

        binary.Position = 0;
        return new AssemblyLoadContext(null).LoadFromStream(binary);
    }

    private static string Metadata(string key) =>
        typeof(MutatedProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    /// <summary>The texts of the program and of its simulation, by their paths from the top of the repository.</summary>
    private static Dictionary<string, string> ReadSources()
    {
        var files = Directory.EnumerateFiles(Path.Combine(Root, "src/HdfsConsumer"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "tests/HdfsConsumer.SimulationTests"), "S*.cs"))
            .Where(file => Path.GetFileName(file) != "Program.cs");
        var sources = files.ToDictionary(file => Path.GetRelativePath(Root, file), File.ReadAllText);
        sources.Add(
            "GlobalUsings.cs",
            """
            global using System;
            global using System.Collections.Generic;
            global using System.IO;
            global using System.Linq;
            global using System.Threading;
            global using System.Threading.Tasks;
            """);
        return sources;
    }

    /// <summary>What the tests themselves run on, without what is compiled anew.</summary>
    private static MetadataReference[] FindReferences() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("HdfsConsumer", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static GeneratorDriver FindGenerators() => CSharpGeneratorDriver.Create(
        Metadata("SourceGenerators").Split(';')
            .Select(path => new AnalyzerFileReference(path, new FileLoader()))
            .SelectMany(reference => reference.GetGenerators(LanguageNames.CSharp)),
        parseOptions: ParseOptions);

    private sealed class FileLoader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath) => AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name == Path.GetFileNameWithoutExtension(fullPath) ? context.LoadFromAssemblyPath(fullPath) : null;

        public Assembly LoadFromPath(string fullPath) => AssemblyLoadContext.Default.LoadFromAssemblyPath(fullPath);
    }
}

/// <summary>A piece of source text, which a file has once, and what stands in its place.</summary>
/// <param name="File">The file's path from the top of the repository.</param>
/// <param name="Find">The text as it is.</param>
/// <param name="Replace">The text as it shall be.</param>
internal sealed record Edit(string File, string Find, string Replace)
{
    /// <summary>A file's text with this edit.</summary>
    /// <exception cref="InvalidOperationException">What is replaced is not there exactly once.</exception>
    public string ApplyTo(string text) => text.Split(Find).Length == 2
        ? text.Replace(Find, Replace, StringComparison.Ordinal)
        : throw new InvalidOperationException($"{File} does not have this text exactly once; the planted bug must follow the code:\n{Find}");
}
