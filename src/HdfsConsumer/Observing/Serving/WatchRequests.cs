using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HdfsConsumer.Observing.Serving;

/// <summary>Answers requests: nothing can be changed by any of them.</summary>
/// <param name="board">How everything stands.</param>
/// <param name="metrics">The metrics.</param>
/// <param name="feed">The live feed.</param>
/// <param name="onlyLocalNames">
/// Whether requests must name this machine as localhost: a page from elsewhere whose name was made to lead here (DNS rebinding) does not.
/// </param>
/// <param name="stopping">When live connections end.</param>
internal sealed class WatchRequests(StatusBoard board, PrometheusText metrics, LiveFeed feed, bool onlyLocalNames, CancellationToken stopping)
{
    private const int ListenersMax = 200;

    /// <summary>Scripts, styles and data come from here and nowhere else; nothing may frame the page.</summary>
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (onlyLocalNames && !IsLocalName(context.Request.Host.Host))
        {
            await TextAsync(context, StatusCodes.Status421MisdirectedRequest, "This address answers only to localhost.").ConfigureAwait(false);
        }
        else if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            headers.Allow = "GET, HEAD";
            await TextAsync(context, StatusCodes.Status405MethodNotAllowed, "There is nothing to be changed here.").ConfigureAwait(false);
        }
        else
        {
            await AnswerPathAsync(context).ConfigureAwait(false);
        }
    }

    private Task AnswerPathAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/metrics" => BytesAsync(context, StatusCodes.Status200OK, PrometheusText.ContentType, Encoding.UTF8.GetBytes(metrics.Write())),
        "/healthz" => HealthAsync(context, board.NotLive),
        "/readyz" => HealthAsync(context, board.NotReady),
        "/api/status" => BytesAsync(
            context, StatusCodes.Status200OK, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(board.Report(withHistory: true), StatusJson.Default.StatusReport)),
        "/api/events" => EventsAsync(context),
        { } path when PageFiles.At(path) is { } file => BytesAsync(context, StatusCodes.Status200OK, file.ContentType, file.Bytes),
        _ => TextAsync(context, StatusCodes.Status404NotFound, "There is /, /metrics, /healthz, /readyz, /api/status and /api/events."),
    };

    private static Task HealthAsync(HttpContext context, IReadOnlyList<string> troubles) => troubles.Count == 0
        ? TextAsync(context, StatusCodes.Status200OK, "ok")
        : TextAsync(context, StatusCodes.Status503ServiceUnavailable, string.Join('\n', troubles));

    private async Task EventsAsync(HttpContext context)
    {
        if (!feed.TryJoin(ListenersMax))
        {
            await TextAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many pages are open.").ConfigureAwait(false);
            return;
        }

        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            context.Response.ContentType = "text/event-stream";
            await context.Response.StartAsync(ending.Token).ConfigureAwait(false);
            while (!HttpMethods.IsHead(context.Request.Method))
            {
                var next = await feed.Next.WaitAsync(ending.Token).ConfigureAwait(false);
                await context.Response.Body.WriteAsync(next, ending.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the program stops.
        }
        finally
        {
            feed.Leave();
        }
    }

    private static Task TextAsync(HttpContext context, int status, string text) =>
        BytesAsync(context, status, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes($"{text}\n"));

    private static async Task BytesAsync(HttpContext context, int status, string contentType, byte[] bytes)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address));
}
