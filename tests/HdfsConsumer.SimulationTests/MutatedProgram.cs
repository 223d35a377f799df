using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace HdfsConsumer.SimulationTests;

/// <summary>
/// The program and its simulation, compiled anew in memory with some of the source text replaced: a planted bug runs through
/// the same histories as the program itself.
/// </summary>
internal sealed class MutatedProgram
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);
    private static readonly string Root = Metadata("RepositoryRoot");
    private static readonly Lazy<Unmutated> Original = new(Unmutated.Read);

    private readonly Func<int, string?> _simulate;

    private MutatedProgram(Assembly assembly, string history)
    {
        var simulation = assembly.GetType("HdfsConsumer.SimulationTests.Simulation", throwOnError: true)!;
        var run = simulation.GetMethod(history, BindingFlags.Public | BindingFlags.Static)!;
        var noLie = Enum.ToObject(run.GetParameters()[1].ParameterType, (int)DiskLie.None);
        _simulate = seed => (string?)run.Invoke(null, [seed, noLie, null]);
    }

    /// <summary>Compiles the program with the edits of a planted bug.</summary>
    /// <param name="edits">What makes the bug.</param>
    /// <param name="history">The simulation's method that runs its histories.</param>
    /// <exception cref="InvalidOperationException">An edit's text is not there exactly once, or what comes of it does not compile.</exception>
    public static MutatedProgram Compile(IEnumerable<Edit> edits, string history = nameof(Simulation.Run))
    {
        var (sources, compilation, generators) = Original.Value;
        foreach (var file in edits.GroupBy(edit => edit.File))
        {
            var text = sources[file.Key].ToString();
            foreach (var edit in file)
            {
                if (text.Split(edit.Find).Length != 2)
                {
                    throw new InvalidOperationException($"{edit.File} does not have this text exactly once; the planted bug must follow the code:\n{edit.Find}");
                }

                text = text.Replace(edit.Find, edit.Replace, StringComparison.Ordinal);
            }

            compilation = compilation.ReplaceSyntaxTree(sources[file.Key], Parse(text, file.Key));
        }

        generators.RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        using var binary = new MemoryStream();
        var countries = new ResourceDescription("countries.tsv", () => File.OpenRead(Path.Combine(Root, "src/HdfsConsumer/Pipeline/Routing/countries.tsv")), isPublic: true);
        var emitted = generated.Emit(binary, manifestResources: [countries]);
        if (!emitted.Success)
        {
            throw new InvalidOperationException(string.Join('\n', emitted.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5)));
        }

        binary.Position = 0;
        return new MutatedProgram(new AssemblyLoadContext(null).LoadFromStream(binary), history);
    }

    /// <summary>What the first history said that was found.</summary>
    public string? FirstWrong { get; private set; }

    /// <summary>The first seed, of a number of them, whose history finds something wrong; null when all of them end well.</summary>
    /// <param name="first">The seed of the first history.</param>
    /// <param name="count">How many histories are run at most.</param>
    public int? FirstFailure(int first, int count)
    {
        var found = Parallel.For(first, first + count, (seed, loop) =>
        {
            if (_simulate(seed) is { } wrong)
            {
                FirstWrong ??= wrong;
                loop.Break();
            }
        });
        return (int?)found.LowestBreakIteration;
    }

    private static SyntaxTree Parse(string text, string path) => CSharpSyntaxTree.ParseText(SourceText.From(text), ParseOptions, path);

    private static string Metadata(string key) =>
        typeof(MutatedProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    /// <summary>The program as it is: what planted bugs are compiled from, each of them anew, so that nothing is read or generated twice.</summary>
    /// <param name="Sources">Its source texts by their paths from the top of the repository.</param>
    /// <param name="Compilation">All of them, before anything is generated.</param>
    /// <param name="Generators">What generates sources; they have seen the compilation once, and generate anew only what a bug changes.</param>
    private sealed record Unmutated(Dictionary<string, SyntaxTree> Sources, CSharpCompilation Compilation, GeneratorDriver Generators)
    {
        private const string GlobalUsings =
            """
            global using System;
            global using System.Collections.Generic;
            global using System.IO;
            global using System.Linq;
            global using System.Threading;
            global using System.Threading.Tasks;
            """;

        public static Unmutated Read()
        {
            var sources = ParseSources();
            var compilation = CSharpCompilation.Create(
                "HdfsConsumer.Mutated",
                sources.Values,
                FindReferences(),
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
            return new Unmutated(sources, compilation, FindGenerators().RunGenerators(compilation));
        }

        private static Dictionary<string, SyntaxTree> ParseSources()
        {
            var files = Directory.EnumerateFiles(Path.Combine(Root, "src/HdfsConsumer"), "*.cs", SearchOption.AllDirectories)
                .Concat(Directory.EnumerateFiles(Path.Combine(Root, "tests/HdfsConsumer.SimulationTests"), "S*.cs"))
                .Where(file => Path.GetFileName(file) != "Program.cs");
            var sources = files.ToDictionary(file => Path.GetRelativePath(Root, file), file => Parse(File.ReadAllText(file), Path.GetRelativePath(Root, file)));
            sources.Add("GlobalUsings.cs", Parse(GlobalUsings, "GlobalUsings.cs"));
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
    }

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
internal sealed record Edit(string File, string Find, string Replace);
