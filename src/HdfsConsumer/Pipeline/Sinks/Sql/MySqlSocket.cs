using System.Net.Sockets;
using System.Reflection;
using MySql.Data.MySqlClient;

namespace HdfsConsumer.Pipeline.Sinks.Sql;

/// <summary>
/// Lets a connection send at once what it has to send. MySql.Data leaves Nagle's algorithm on and has no setting for it: the few bytes that end a file of
/// <c>LOAD DATA LOCAL</c> then wait until the server acknowledges the bytes before them, which it delays by some 40 ms (measured).
/// </summary>
internal static class MySqlSocket
{
    /// <summary>Private fields of MySql.Data's <c>MySqlConnection</c>, <c>Driver</c>, <c>NativeDriver</c> and <c>MySqlStream</c>, each in the one before.</summary>
    private static readonly string[] FieldsToSocket = ["driver", "handler", "stream", "socket"];

    /// <summary>Sets it so; false where MySql.Data has no such socket: everything works, only slower.</summary>
    public static bool TrySendAtOnce(MySqlConnection connection)
    {
        object? found = connection;
        foreach (var field in FieldsToSocket)
        {
            found = found?.GetType().GetField(field, BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(found);
        }

        if (found is not Socket { ProtocolType: ProtocolType.Tcp } socket)
        {
            return false;
        }

        socket.NoDelay = true;
        return true;
    }
}
