using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HdfsConsumer.Observing;

namespace HdfsConsumer.Configuration.Values;

/// <summary>The kinds of values that name topics and servers.</summary>
internal static class NameKinds
{
    private const int TopicLengthMax = 249;

    /// <summary>Topics, each named once.</summary>
    public static ValueKind<IReadOnlyList<string>> Topics { get; } = new(
        "NAMES",
        "",
        "topic names with commas between them, each of 1 to 249 letters (a-z, A-Z), digits, '.', '_' and '-'",
        ReadTopics) { IsList = true };

    /// <summary>One topic.</summary>
    public static ValueKind<string> Topic { get; } = new(
        "NAME",
        "",
        "1 to 249 letters (a-z, A-Z), digits, '.', '_' and '-'",
        text => IsTopic(text) ? Reading<string>.Of(text) : Reading<string>.Refused("is no topic name"));

    /// <summary>Addresses of Kafka brokers.</summary>
    public static ValueKind<string> Servers { get; } = new(
        "ADDRESSES",
        "",
        "host:port, several with commas between them; the port, from 1 to 65535, is 9092 where it is left out",
        text => CommaList.Split(text).All(IsServer) ? Reading<string>.Of(string.Join(',', CommaList.Split(text))) : Reading<string>.Refused())
    { IsList = true };

    /// <summary>An address of this machine to listen on; never null. Without a host, 127.0.0.1.</summary>
    public static ValueKind<IPEndPoint?> ListenAddress { get; } = new(
        "HOST:PORT",
        "",
        "an IP address of this machine or localhost, and a port from 0 to 65535, such as 127.0.0.1:9464; 0 is any that is free, and a port alone is on 127.0.0.1",
        ReadListenAddress);

    /// <summary>Whether Kafka takes this as a topic's name (Kafka's own check, org.apache.kafka.common.internals.Topic).</summary>
    public static bool IsTopic(string name) =>
        name.Length is > 0 and <= TopicLengthMax
        && name is not ("." or "..")
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');

    private static Reading<IReadOnlyList<string>> ReadTopics(string text)
    {
        var names = CommaList.Split(text);
        if (names.Contains(""))
        {
            return Reading<IReadOnlyList<string>>.Refused(names is [""] ? "names no topic" : "has nothing between two commas or at an end");
        }

        if (Array.Find(names, name => !IsTopic(name)) is { } bad)
        {
            return Reading<IReadOnlyList<string>>.Refused(names.Length == 1 ? "is no topic name" : $"has '{PrintableText.Of(bad)}' in it, which is no topic name");
        }

        return names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice
            ? Reading<IReadOnlyList<string>>.Refused($"names {twice.Key} more than once")
            : Reading<IReadOnlyList<string>>.Of(names);
    }

    private static Reading<IPEndPoint?> ReadListenAddress(string text)
    {
        var colon = text.LastIndexOf(':');
        var host = text[..Math.Max(0, colon)];
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return Reading<IPEndPoint?>.Refused();
        }

        if (host.Length == 0 || host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return Reading<IPEndPoint?>.Of(new IPEndPoint(IPAddress.Loopback, port));
        }

        // An address of IPv6 is told from its port by brackets.
        return IPAddress.TryParse(host, out var address) && (address.AddressFamily == AddressFamily.InterNetwork || host.StartsWith('['))
            ? Reading<IPEndPoint?>.Of(new IPEndPoint(address, port))
            : Reading<IPEndPoint?>.Refused();
    }

    private static bool IsServer(string address)
    {
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && address[..scheme].All(letter => char.IsAsciiLetter(letter) || letter == '_'))
        {
            address = address[(scheme + 3)..];
        }

        var host = address;
        var colon = address.LastIndexOf(':');
        if (colon > address.LastIndexOf(']'))
        {
            host = address[..colon];
            if (!ushort.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
            {
                return false;
            }
        }

        return host is ['[', .. var inside, ']']
            ? IPAddress.TryParse(inside, out _)
            : host.Length is > 0 and <= 255 && host.All(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-' or '_');
    }
}
