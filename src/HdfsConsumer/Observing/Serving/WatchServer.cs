using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HdfsConsumer.Observing.Serving;

/// <summary>
/// Serves the page, the metrics and the status over HTTP, to be read only. Kestrel, ASP.NET Core's server, alone: without hosting,
/// configuration or logging, which the program has of its own.
/// </summary>
internal sealed class WatchServer : IHttpApplication<HttpContext>, IDisposable
{
    private const int ConnectionsMax = 256;
    private const int RequestBytesMax = 16_384;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(1);

    private readonly KestrelServer _server;
    private readonly PrometheusText _metrics;
    private readonly LiveFeed _feed;
    private readonly WatchRequests _requests;
    private readonly CancellationTokenSource _stopping = new();

    private WatchServer(LandingMeter meter, IPEndPoint address, TimeProvider clock)
    {
        var board = new StatusBoard(meter, clock);
        _metrics = new PrometheusText(meter);
        _feed = new LiveFeed(board, clock);
        _requests = new WatchRequests(board, _metrics, _feed, onlyLocalNames: IPAddress.IsLoopback(address.Address), _stopping.Token);
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = ConnectionsMax;
        options.Limits.MaxRequestBodySize = 0;
        options.Limits.MaxRequestHeadersTotalSize = RequestBytesMax;
        options.Listen(address);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    /// <summary>Where it listens: <c>http://127.0.0.1:9464</c>.</summary>
    public string Address => _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();

    /// <summary>Begins to listen.</summary>
    /// <param name="meter">What there is to be seen.</param>
    /// <param name="address">Where to listen; port 0 for any that is free.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="StopException">The port is taken, or the address is not this machine's.</exception>
    public static WatchServer Start(LandingMeter meter, IPEndPoint address, TimeProvider clock)
    {
        var server = new WatchServer(meter, address, clock);
        try
        {
            server._server.StartAsync(server, CancellationToken.None).GetAwaiter().GetResult();
            return server;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            server.Dispose();
            throw new StopException(ExitCode.WrongUsage, Refusal(address, e), e);
        }
    }

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <inheritdoc/>
    public Task ProcessRequestAsync(HttpContext context) => _requests.AnswerAsync(context);

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
        // It holds nothing.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        using var timeout = new CancellationTokenSource(StopTimeout);
        _server.StopAsync(timeout.Token).GetAwaiter().GetResult();
        _server.Dispose();
        _feed.Dispose();
        _metrics.Dispose();
        _stopping.Dispose();
    }

    private static string Refusal(IPEndPoint address, Exception e) => (e as SocketException ?? e.InnerException as SocketException ?? e.InnerException?.InnerException as SocketException)?.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"--listen {address}: port {address.Port} is taken by another program. Choose another port, or 0 for any that is free.",
        SocketError.AccessDenied => $"--listen {address}: this user may not listen on port {address.Port}. Choose one above 1023.",
        SocketError.AddressNotAvailable => $"--listen {address}: {address.Address} is no address of this machine. Choose 127.0.0.1 for this machine alone, 0.0.0.0 for all of its addresses.",
        _ => $"--listen {address}: {e.Message}",
    };
}
