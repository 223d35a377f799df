using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Loading;

/// <summary>The values that hold: of each setting, the one from the first source that has it, else its default.</summary>
/// <param name="sources">The sources, the one that wins first.</param>
/// <param name="problems">Where values that are not accepted are added.</param>
internal sealed class SettingValues(IReadOnlyList<SettingSource> sources, ICollection<SettingProblem> problems)
{
    /// <summary>The value and where it was given, or null when it was not.</summary>
    public GivenValue? Given(Setting setting) => sources.Select(source => source.Find(setting)).FirstOrDefault(given => given is not null);

    /// <summary>The value of a setting; its default when none is given, and when the one given is not accepted.</summary>
    public T Of<T>(Setting<T> setting) => TryRead(setting, out var value) ? value : setting.DefaultValue;

    /// <summary>The value of a setting without a default.</summary>
    /// <param name="setting">The setting.</param>
    /// <param name="otherwise">What to use when none is given, and when the one given is not accepted.</param>
    public T Of<T>(Setting<T> setting, T otherwise) => TryRead(setting, out var value) ? value : otherwise;

    /// <summary>The value of a setting; null when none is given, and when the one given is not accepted.</summary>
    public T? OrNull<T>(Setting<T> setting)
        where T : struct => TryRead(setting, out var value) ? value : null;

    /// <summary>Tells settings that are given though they do not go with the others.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="why">What they go with, and what is to be done.</param>
    public void Refuse(IEnumerable<Setting> settings, string why)
    {
        foreach (var given in settings.Select(Given).OfType<GivenValue>())
        {
            problems.Add(new(given.Name, why));
        }
    }

    private bool TryRead<T>(Setting<T> setting, out T value)
    {
        value = default!;
        if (Given(setting) is not { } given)
        {
            return false;
        }

        var reading = setting.Kind.Read(given.FullText);
        if (reading.Refusal is { } refusal)
        {
            problems.Add(SettingProblem.Refused(given, refusal, setting.Accepted));
            return false;
        }

        value = reading.Value;
        return true;
    }
}
