using HdfsConsumer.Configuration;
using HdfsConsumer.Configuration.Loading;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Tests.Configuration;

/// <summary>Loads settings from a folder of its own, which goes away with it.</summary>
internal sealed class Load : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Dictionary<Setting, string> Options { get; } = [];

    public Dictionary<string, string> Environment { get; } = [];

    public List<SettingProblem> Problems { get; } = [];

    public string ProblemText => string.Join('\n', Problems);

    public Load Typed(Setting setting, string text)
    {
        Options[setting] = text;
        return this;
    }

    public Load Variable(string name, string value)
    {
        Environment[name] = value;
        return this;
    }

    public Load File(string name, string content)
    {
        System.IO.File.WriteAllText(_folder[name], content);
        return this;
    }

    public Load AppSettings(string content) => File("appsettings.json", content);

    public LandingSettings? Try() => new SettingsLoader(Environment, _folder.Path).Load(Options, Problems);

    /// <summary>The pipelines of these names; all of them without a name.</summary>
    public IReadOnlyList<LandingSettings> Pipelines(params string[] names)
    {
        var pipelines = new SettingsLoader(Environment, _folder.Path).LoadPipelines(Options, names, Problems);
        Assert.True(pipelines is not null, ProblemText);
        return pipelines;
    }

    public LandingSettings Settings()
    {
        var settings = Try();
        Assert.True(settings is not null, ProblemText);
        return settings;
    }

    public void Dispose() => _folder.Dispose();
}
