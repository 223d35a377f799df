namespace HdfsConsumer.Pipeline.Parsing;

/// <summary>Why a record cannot be landed as it is.</summary>
internal enum DeadLetterReason
{
    /// <summary>It can.</summary>
    None,

    /// <summary>Its value is null.</summary>
    Tombstone,

    /// <summary>Its value has no bytes, or only whitespace.</summary>
    Empty,

    /// <summary>Its value has more bytes than the settings allow.</summary>
    TooLarge,

    /// <summary>Its value is not UTF-8.</summary>
    NotUtf8,

    /// <summary>Its value is not JSON (RFC 8259), or nested too deeply.</summary>
    NotJson,

    /// <summary>Its value is JSON, but no object.</summary>
    NotAnObject,

    /// <summary>A member has a value that is not of its column's type.</summary>
    UnfitColumn,

    /// <summary>A member has a value of another kind than before, so that no table can hold both.</summary>
    UnfitMember,

    /// <summary>It has no value for a column that is required, and no rule is for such records.</summary>
    MissingColumn,

    /// <summary>None of the pipeline's rules fits.</summary>
    NoRule,

    /// <summary>A rule says so.</summary>
    ByRule,

    /// <summary>The table that it is for does not take it.</summary>
    RefusedByTable,

    /// <summary>It is for a table whose rows are found by Kafka's key, and has none.</summary>
    NoKey,
}

/// <summary>The reasons in words.</summary>
internal static class DeadLetterReasons
{
    /// <summary>As dead letters and logs name it, with more words where there are any.</summary>
    public static string InWords(this DeadLetterReason reason, string? detail) => detail is null ? reason.InWords() : $"{reason.InWords()}: {detail}";

    /// <summary>As metrics name it: one word of few.</summary>
    public static string AsLabel(this DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.Tombstone => "tombstone",
        DeadLetterReason.Empty => "empty",
        DeadLetterReason.TooLarge => "too_large",
        DeadLetterReason.NotUtf8 => "not_utf8",
        DeadLetterReason.NotJson => "not_json",
        DeadLetterReason.NotAnObject => "not_an_object",
        DeadLetterReason.UnfitColumn => "unfit_column",
        DeadLetterReason.MissingColumn => "missing_column",
        DeadLetterReason.NoRule => "no_rule",
        DeadLetterReason.ByRule => "by_rule",
        DeadLetterReason.UnfitMember => "unfit_member",
        DeadLetterReason.NoKey => "no_key",
        DeadLetterReason.RefusedByTable => "refused_by_table",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No reason."),
    };

    /// <summary>As dead letters and logs name it.</summary>
    public static string InWords(this DeadLetterReason reason) => reason switch
    {
        DeadLetterReason.Tombstone => "null value",
        DeadLetterReason.Empty => "empty value",
        DeadLetterReason.TooLarge => "larger than --max-record-size",
        DeadLetterReason.NotUtf8 => "not UTF-8",
        DeadLetterReason.NotJson => "not JSON",
        DeadLetterReason.NotAnObject => "not a JSON object",
        DeadLetterReason.UnfitColumn => "a column does not fit",
        DeadLetterReason.UnfitMember => "a member does not fit",
        DeadLetterReason.MissingColumn => "a required column is missing",
        DeadLetterReason.NoRule => "no rule fits",
        DeadLetterReason.ByRule => "a rule puts it aside",
        DeadLetterReason.RefusedByTable => "the table refuses it",
        DeadLetterReason.NoKey => "no key",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No reason."),
    };
}
