namespace HdfsConsumer.Configuration.Values;

/// <summary>One thing that can be set: its names, what is accepted, and what it does.</summary>
internal abstract class Setting
{
    /// <summary>Under which heading help texts list it.</summary>
    public required SettingGroup Group { get; init; }

    /// <summary>Its name on the command line: <c>--batch-size</c>. Of one that only a pipeline has, the same as <see cref="InPipeline"/>.</summary>
    public required string Option { get; init; }

    /// <summary>Its name in appsettings.json, sections before it: <c>Landing:BatchSize</c>. Null: on the command line only.</summary>
    public string? Key { get; init; }

    /// <summary>Its name in an entry of <c>Pipelines</c>, sections before it: <c>Batch:Size</c>. Null: not for single pipelines.</summary>
    public string? InPipeline { get; init; }

    /// <summary>The environment variable of its own, where it has one beside the general <c>Section__Key</c>.</summary>
    public string? Variable { get; init; }

    /// <summary>The unit of a bare number in <see cref="Variable"/>, where it is another one than elsewhere.</summary>
    public string? VariableUnit { get; init; }

    /// <summary>The value when nothing is given, as one would type it. Null: see <see cref="DefaultInWords"/>.</summary>
    public string? Default { get; init; }

    /// <summary>What holds when nothing is given and there is no value that one could type for it.</summary>
    public string DefaultInWords { get; init; } = "none";

    /// <summary>What it does, in sentences.</summary>
    public required string Description { get; init; }

    /// <inheritdoc cref="ValueKind{T}.Placeholder"/>
    public abstract string? Placeholder { get; }

    /// <inheritdoc cref="ValueKind{T}.Unit"/>
    public abstract string Unit { get; }

    /// <inheritdoc cref="ValueKind{T}.Accepted"/>
    public abstract string Accepted { get; }

    /// <inheritdoc cref="ValueKind{T}.Range"/>
    public abstract string Range { get; }

    /// <inheritdoc cref="ValueKind{T}.IsList"/>
    public abstract bool IsList { get; }

    /// <summary>Whether the option may go without a value, which means yes.</summary>
    public bool IsFlag => Placeholder is null;

    /// <summary>Its name in the environment for which no variable of its own is needed: <c>Landing__BatchSize</c>.</summary>
    public string? SectionVariable => Key?.Replace(":", "__", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Option;
}

/// <summary>A setting and the type of its value.</summary>
/// <typeparam name="T">What its text stands for.</typeparam>
internal sealed class Setting<T> : Setting
{
    /// <summary>What may be typed for it.</summary>
    public required ValueKind<T> Kind { get; init; }

    /// <summary>What <see cref="Setting.Default"/> stands for.</summary>
    /// <exception cref="InvalidOperationException">It has no default, or one that it does not accept.</exception>
    public T DefaultValue =>
        Kind.Read(Default ?? throw new InvalidOperationException($"{Option} has no default.")).Value;

    /// <inheritdoc/>
    public override string? Placeholder => Kind.Placeholder;

    /// <inheritdoc/>
    public override string Unit => Kind.Unit;

    /// <inheritdoc/>
    public override string Accepted => Kind.Accepted;

    /// <inheritdoc/>
    public override string Range => Kind.Range;

    /// <inheritdoc/>
    public override bool IsList => Kind.IsList;
}

/// <summary>The headings of help texts, in their order.</summary>
internal enum SettingGroup
{
    /// <summary>What is landed, and where.</summary>
    Landing,

    /// <summary>How Kafka is reached and read.</summary>
    Kafka,

    /// <summary>When records are written.</summary>
    Batches,

    /// <summary>What the files are like.</summary>
    Files,

    /// <summary>How databases are reached, and what their tables are like.</summary>
    Databases,

    /// <summary>What to do when something is not as it should be.</summary>
    Trouble,

    /// <summary>What the operator sees.</summary>
    Watching,

    /// <summary>Trying things out without a broker.</summary>
    TryingOut,

    /// <summary>Filling topics.</summary>
    Producing,

    /// <summary>Looking after a landing.</summary>
    Maintaining,
}
