using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>
/// A place in the settings: a value, or places within it. Remembers what was asked of it, so that what nobody asked for can be told.
/// </summary>
/// <param name="path">Its keys from the root, with colons between them.</param>
/// <param name="shownName">Where the operator finds it.</param>
internal sealed class SettingNode(string path, string shownName)
{
    private readonly Dictionary<string, SettingNode> _children = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);
    private bool _isTaken;
    private bool _isList;

    /// <summary>Its keys from the root, with colons between them.</summary>
    public string Path => path;

    /// <summary>Where the operator finds it, as problems call it.</summary>
    public string ShownName => Given?.Name ?? shownName;

    /// <summary>Its value; null when it has none, or has places within it.</summary>
    public GivenValue? Given { get; private set; }

    /// <summary>The places within it, by name, in the order of the settings.</summary>
    public IEnumerable<KeyValuePair<string, SettingNode>> Children => _children;

    /// <summary>Whether nothing is here.</summary>
    public bool IsEmpty => Given is null && _children.Count == 0;

    /// <summary>Makes a tree of flat keys; the first of two values for one key counts.</summary>
    /// <param name="path">The keys that all have before theirs.</param>
    /// <param name="values">The values by what their keys have after that.</param>
    public static SettingNode Of(string path, IEnumerable<KeyValuePair<string, GivenValue>> values)
    {
        var all = values.ToList();
        var root = new SettingNode(path, all is [var first, ..] ? $"{PlaceOf(first.Value, path)}{path}" : path);
        foreach (var (key, given) in all)
        {
            var node = root;
            foreach (var name in key.Split(':'))
            {
                if (!node._children.TryGetValue(name, out var child))
                {
                    child = new SettingNode($"{node.Path}:{name}", $"{PlaceOf(given, path)}{node.Path}:{name}");
                    node._children.Add(name, child);
                }

                node = child;
            }

            node.Given ??= given.IsEmptySection ? null : given;
        }

        return root;
    }

    /// <summary>The place of a name, to be read; null when there is none.</summary>
    /// <param name="key">A name, or several with colons between them.</param>
    public SettingNode? Find(string key)
    {
        var node = this;
        foreach (var name in key.Split(':'))
        {
            node._asked.Add(name);
            if (!node._children.TryGetValue(name, out var child))
            {
                return null;
            }

            node = child;
        }

        return node;
    }

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<SettingNode> Items()
    {
        _isList = true;
        _asked.UnionWith(_children.Keys);
        return [.. _children.Where(child => IsIndex(child.Key)).OrderBy(child => child.Key.Length).ThenBy(child => child.Key, StringComparer.Ordinal).Select(child => child.Value)];
    }

    /// <summary>Its value, read by the caller; null when it has none.</summary>
    public GivenValue? Take()
    {
        _isTaken = true;
        return Given;
    }

    /// <summary>Its value as yes or no: no where it has none, null where it is neither, which is told.</summary>
    /// <param name="problems">Where problems are added.</param>
    public bool? TakeFlag(ICollection<SettingProblem> problems)
    {
        if (Take() is not { } given)
        {
            return false;
        }

        var reading = ValueKinds.Flag.Read(given.Text);
        if (reading.Refusal is { } refusal)
        {
            problems.Add(SettingProblem.Refused(given, refusal, ValueKinds.Flag.Accepted));
            return null;
        }

        return reading.Value;
    }

    /// <summary>Its value, or the values of its items with commas between them.</summary>
    public GivenValue? TakeList() => Take() ?? (Items() is { Count: > 0 } items
        ? new GivenValue(ShownName, string.Join(',', items.Select(item => item.Take()?.Text)))
        : null);

    /// <summary>What is here that nobody asked for, or is no list where there should be one, and the like.</summary>
    public IEnumerable<SettingProblem> Unread()
    {
        if (WrongShape() is { } wrong)
        {
            return [new SettingProblem(ShownName, wrong)];
        }

        return _children.SelectMany(child => _asked.Contains(child.Key) ? child.Value.Unread() : [Unknown(child.Key, child.Value)]);
    }

    private string? WrongShape()
    {
        if (Given is not null && _children.Count == 0)
        {
            return _isTaken ? null : $"has a value where there should be {(_isList ? "a list between [ and ]" : "settings between { and }")}";
        }

        if (_isList)
        {
            return _children.Keys.All(IsIndex) ? null : "has settings between { and } where there should be a list between [ and ]";
        }

        return _isTaken && Given is null && _children.Count > 0 && !_children.Keys.Any(_asked.Contains) ? "has settings or a list where there should be one value" : null;
    }

    private SettingProblem Unknown(string name, SettingNode child) => new(
        child.ShownName,
        NearestName.Of(name, _asked) is { } near ? $"there is no such setting; the nearest is {near}"
        : _asked.Count > 0 ? $"there is no such setting; there is: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}"
        : "there is no such setting");

    private static bool IsIndex(string name) => name.Length < 6 && name.All(char.IsAsciiDigit);

    /// <summary>What problems say before the path of a value: the file that it is in.</summary>
    private static string PlaceOf(GivenValue given, string path) =>
        given.Name.IndexOf(path, StringComparison.OrdinalIgnoreCase) is > 0 and var at ? given.Name[..at] : "";
}
