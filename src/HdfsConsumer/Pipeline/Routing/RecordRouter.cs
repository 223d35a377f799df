using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using HdfsConsumer.Configuration.Pipelines;
using HdfsConsumer.Pipeline.Parsing;
using HdfsConsumer.Storing;

namespace HdfsConsumer.Pipeline.Routing;

/// <summary>
/// Sends a record where the first rule that fits says. Deterministic: the same bytes of the same topic go to the same folder on
/// every machine and in every locale.
/// </summary>
internal sealed class RecordRouter
{
    /// <summary>Changes whenever the same rules could lead elsewhere.</summary>
    public const int Version = 1;

    private const int CachedMax = 20_000;
    private const int CachedKeyBytesMax = 512;

    private readonly IReadOnlyList<Rule> _rules;
    private readonly DestinationMaker _destinations;
    private readonly bool _caseBlindDisk;
    private readonly int[] _deciding;
    private readonly Dictionary<byte[], Verdict>.AlternateLookup<ReadOnlySpan<byte>> _cached =
        new Dictionary<byte[], Verdict>(BytesComparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
    private readonly Dictionary<string, Destination> _deadLetters = [];
    private readonly Dictionary<string, Verdict.Land> _tables;

    /// <summary>Makes a router, and gives the members that it looks at slots.</summary>
    /// <param name="rules">The rules, in their order.</param>
    /// <param name="parse">What the rules' fields mean.</param>
    /// <param name="fields">Where slots are given.</param>
    /// <param name="countries">The country table.</param>
    /// <param name="fileName">The data file's name in each folder; null where destinations are tables.</param>
    /// <param name="caseBlindDisk">Whether the disk takes names that differ in case only for one.</param>
    /// <param name="tableTopics">Topics that are tables of a lake: no rule is asked for their records. Null for none.</param>
    public RecordRouter(
        IReadOnlyList<RouteSettings> rules,
        ParseSettings parse,
        FieldTable fields,
        CountryTable countries,
        string? fileName,
        bool caseBlindDisk,
        IReadOnlyList<string>? tableTopics = null)
    {
        _caseBlindDisk = caseBlindDisk;
        _destinations = new DestinationMaker([.. rules.Select(rule => rule.Action).OfType<RouteAction.Land>().Select(land => land.To)], parse, fields, countries, fileName, caseBlindDisk);
        var deciding = _destinations.Slots.ToHashSet();
        _tables = (tableTopics ?? []).ToDictionary(topic => topic, topic => new Verdict.Land(Destination.ForTable($"{Destination.TablesFolder}/{topic}"), AddReason: null));
        _rules = [.. rules.Select(rule => new Rule(rule, SlotOf))];
        _deciding = [.. deciding.Order()];
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"rules {Version} {fileName} {_destinations.PlacesFingerprint} {string.Join(';', rules)}{string.Concat(_tables.Keys.Order(StringComparer.Ordinal).Select(topic => $" table {topic}"))}"))));

        int SlotOf(string field)
        {
            var slot = fields.SlotOf(parse.PathOf(field));
            deciding.Add(slot);
            return slot;
        }
    }

    /// <summary>What every destination so far was decided by; a changed one needs a clean stop first.</summary>
    public string Fingerprint { get; }

    /// <summary>What becomes of a record.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="timestampMs">Kafka's timestamp, milliseconds since 1970 UTC.</param>
    /// <param name="parsed">The record.</param>
    [SkipLocalsInit]
    public Verdict Route(string topic, long timestampMs, in ParsedRecord parsed)
    {
        if (_tables.Count > 0 && _tables.TryGetValue(topic, out var table))
        {
            return parsed.Missing is null ? table : Incomplete(parsed.Missing);
        }

        Span<byte> key = stackalloc byte[CachedKeyBytesMax];
        var length = _destinations.AreOfMembersAlone && parsed.Missing is null ? KeyOf(parsed, key) : -1;
        if (length < 0)
        {
            return Resolve(topic, timestampMs, parsed);
        }

        if (!_cached.TryGetValue(key[..length], out var verdict))
        {
            if (_cached.Dictionary.Count >= CachedMax)
            {
                _cached.Dictionary.Clear();
            }

            verdict = Resolve(topic, timestampMs, parsed);
            _cached[key[..length]] = verdict;
        }

        return verdict;
    }

    /// <summary>The lake's table that a topic is; null when it is none.</summary>
    public Destination? TableOf(string topic) => _tables.TryGetValue(topic, out var table) ? table.To : null;

    /// <summary>Where what cannot be landed of a topic goes.</summary>
    public Destination DeadLettersOf(string topic)
    {
        if (!_deadLetters.TryGetValue(topic, out var destination))
        {
            destination = Destination.ForDeadLetters(topic, _caseBlindDisk);
            _deadLetters.Add(topic, destination);
        }

        return destination;
    }

    /// <summary>The deciding members' kinds, lengths and bytes, so that no two records share a key that could differ in anything; -1 when it is too long.</summary>
    private int KeyOf(in ParsedRecord parsed, Span<byte> key)
    {
        const int headerBytes = 3;
        var at = 0;
        foreach (var slot in _deciding)
        {
            var raw = parsed.RawOf(slot);
            if (at + headerBytes + raw.Length > key.Length)
            {
                return -1;
            }

            key[at] = (byte)parsed.KindOf(slot);
            BinaryPrimitives.WriteUInt16LittleEndian(key[(at + 1)..], (ushort)raw.Length);
            raw.CopyTo(key[(at + headerBytes)..]);
            at += headerBytes + raw.Length;
        }

        return at;
    }

    private Verdict Resolve(string topic, long timestampMs, in ParsedRecord parsed)
    {
        foreach (var rule in _rules)
        {
            if (rule.Fits(parsed))
            {
                return rule.Action switch
                {
                    RouteAction.Land land => new Verdict.Land(_destinations.Make(land.To, topic, timestampMs, parsed), land.AddReason),
                    RouteAction.Drop => Verdict.Drop.Instance,
                    RouteAction.PutAside aside => new Verdict.PutAside(DeadLetterReason.ByRule, aside.Reason),
                    _ => throw new InvalidOperationException("A rule that does nothing."),
                };
            }
        }

        return parsed.Missing is { } missing ? Incomplete(missing) : new Verdict.PutAside(DeadLetterReason.NoRule, Detail: null);
    }

    private static Verdict.PutAside Incomplete(IReadOnlyList<string> missing) => new(DeadLetterReason.MissingColumn, $"no value for {string.Join(", ", missing)}");

    private sealed class Rule(RouteSettings settings, Func<string, int> slotOf)
    {
        private readonly Condition? _when = settings.When is { } when ? Condition.Of(when, slotOf) : null;
        private readonly bool _takesIncomplete = settings.TakesIncomplete;

        public RouteAction Action { get; } = settings.Action;

        /// <summary>A record that misses a required column is landed only by a rule that asks for such records.</summary>
        public bool Fits(ParsedRecord parsed) => (parsed.Missing is null || _takesIncomplete) && _when?.Holds(parsed) != false;
    }
}
