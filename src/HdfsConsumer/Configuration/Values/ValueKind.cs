namespace HdfsConsumer.Configuration.Values;

/// <summary>What may be typed for a setting, and how it is read. Reads the same on every machine and in every locale.</summary>
/// <typeparam name="T">What the text stands for.</typeparam>
/// <param name="Placeholder">What help texts write in the value's place; null for a flag, which may go without a value.</param>
/// <param name="Unit">The unit of a bare number; empty where there is none.</param>
/// <param name="Accepted">The accepted texts in words, to go after "accepted: ".</param>
/// <param name="Read">Reads a text; does not throw.</param>
internal sealed record ValueKind<T>(string? Placeholder, string Unit, string Accepted, Func<string, Reading<T>> Read)
{
    /// <summary>The range in few words, for help texts; empty where there is none.</summary>
    public string Range { get; init; } = "";

    /// <summary>Whether the value may also be given piece by piece: a repeated option, a JSON array.</summary>
    public bool IsList { get; init; }
}

/// <summary>What came of reading a text.</summary>
/// <typeparam name="T">What the text stands for.</typeparam>
internal readonly record struct Reading<T>
{
    private readonly T _value;

    private Reading(T value, string? refusal)
    {
        _value = value;
        Refusal = refusal;
    }

    /// <summary>Why the text is not accepted, in words that go after the quoted text; null when it is.</summary>
    public string? Refusal { get; }

    /// <summary>What the text stands for.</summary>
    public T Value => Refusal is null ? _value : throw new InvalidOperationException($"The text {Refusal}.");

    /// <summary>The text is accepted.</summary>
    public static Reading<T> Of(T value) => new(value, null);

    /// <summary>The text is not accepted.</summary>
    public static Reading<T> Refused(string refusal = "is not accepted") => new(default!, refusal);
}
