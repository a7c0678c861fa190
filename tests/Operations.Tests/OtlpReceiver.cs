using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace Streams.Operations.Tests;

/// <summary>
/// A minimal OpenTelemetry collector: OTLP over HTTP, whose protobuf contains names and ids as plain bytes. Does not use ASP.NET Core, whose requests in this process would be
/// traced too, and so would the export of those traces.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly HttpListener _listener = new();
    private readonly Channel<(string Path, string Body)> _bodies = Channel.CreateUnbounded<(string, string)>();
    private readonly Dictionary<string, StringBuilder> _seen = [];
    private readonly Task _serving;

    public OtlpReceiver()
    {
        using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}");
        }

        _listener.Prefixes.Add(Url + '/');
        _listener.Start();
        _serving = Task.Run(ServeAsync);
    }

    public string Url { get; }

    /// <summary>The environment of a process that exports here, at short intervals.</summary>
    public (string Name, string Value)[] Environment =>
    [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "100"), ("OTEL_METRIC_EXPORT_INTERVAL", "200"),
    ];

    /// <summary>The bodies received on a path so far, one character per byte.</summary>
    public string Seen(string path)
    {
        while (_bodies.Reader.TryRead(out var body))
            Keep(body);
        return _seen.GetValueOrDefault(path)?.ToString() ?? "";
    }

    /// <summary>Waits until the bodies received on a path meet the condition.</summary>
    public async Task UntilAsync(string path, Predicate<string> condition)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (!condition(Seen(path)))
            Keep(await _bodies.Reader.ReadAsync(limit.Token));
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private void Keep((string Path, string Body) body)
    {
        if (!_seen.TryGetValue(body.Path, out var text))
            _seen[body.Path] = text = new();
        text.Append(body.Body);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                var text = await body.ReadToEndAsync();
                context.Response.Close();
                _bodies.Writer.TryWrite((context.Request.Url!.AbsolutePath, text));
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The listener was closed.
        }
    }
}
