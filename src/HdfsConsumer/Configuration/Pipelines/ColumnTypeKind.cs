using System.Globalization;
using System.Text.RegularExpressions;
using HdfsConsumer.Configuration.Values;

namespace HdfsConsumer.Configuration.Pipelines;

/// <summary>How the type of a column is written.</summary>
internal static partial class ColumnTypeKind
{
    /// <summary>The kind of setting that it is.</summary>
    public static ValueKind<ColumnType> Value { get; } = new(
        "TYPE", "", "text, int, long, float, double, decimal(PRECISION,SCALE), boolean, date, timestamp or json", Read);

    private static Reading<ColumnType> Read(string text)
    {
        var match = Pattern().Match(text.Trim());
        if (!match.Success || !Enum.TryParse<ColumnKind>(match.Groups["kind"].Value, ignoreCase: true, out var kind))
        {
            return Reading<ColumnType>.Refused("is no type");
        }

        if (kind != ColumnKind.Decimal)
        {
            return match.Groups["precision"].Success
                ? Reading<ColumnType>.Refused("has digits that only decimal takes")
                : Reading<ColumnType>.Of(new ColumnType(kind));
        }

        if (!match.Groups["precision"].Success)
        {
            return Reading<ColumnType>.Refused("says no digits");
        }

        var precision = int.Parse(match.Groups["precision"].ValueSpan, CultureInfo.InvariantCulture);
        var scale = int.Parse(match.Groups["scale"].ValueSpan, CultureInfo.InvariantCulture);
        return precision is >= 1 and <= ColumnType.PrecisionMax && scale <= precision
            ? Reading<ColumnType>.Of(new ColumnType(kind, precision, scale))
            : Reading<ColumnType>.Refused($"has a precision that is not from 1 to {ColumnType.PrecisionMax}, or a larger scale");
    }

    [GeneratedRegex(@"^(?<kind>[a-zA-Z]+)(\s*\(\s*(?<precision>\d{1,3})\s*,\s*(?<scale>\d{1,3})\s*\))?$")]
    private static partial Regex Pattern();
}
