using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Streams.Hostile.Tests;

/// <summary>
/// Sends raw bytes and reads the reply, for requests that no HTTP library sends. Bounded in size and time.
/// </summary>
internal static class RawHttp
{
    private const int MostBytes = 4 * 1024 * 1024;
    private const int HeadBytes = 1_024;
    private static readonly TimeSpan ReplyLimit = TimeSpan.FromMinutes(4);

    /// <summary>A request on its own connection, with <c>Connection: close</c>.</summary>
    public static byte[] Request(Uri server, string method, string path, IEnumerable<(string Name, string Value)> headers, byte[]? body)
    {
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{method} {path} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n"));
        foreach (var (name, value) in headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (body is not null)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. body ?? []];
    }

    /// <summary>Sends a request and reads the whole reply; of an event stream, which never ends, only the head.</summary>
    /// <returns>The reply, or null if the server closed the connection without an HTTP/1.1 reply.</returns>
    public static async Task<RawReply?> SendAsync(Uri server, byte[] request, bool halfClose = false)
    {
        using var limit = new CancellationTokenSource(ReplyLimit);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.Host, server.Port, limit.Token);
        await TrySendAsync(socket, request, limit.Token);
        if (halfClose)
            socket.Shutdown(SocketShutdown.Send);
        return RawReply.Parse(await ReadAsync(socket, limit.Token));
    }

    private static async Task TrySendAsync(Socket socket, byte[] request, CancellationToken cancellation)
    {
        try
        {
            for (var sent = 0; sent < request.Length;)
                sent += await socket.SendAsync(request.AsMemory(sent), cancellation);
        }
        catch (SocketException)
        {
            // The server closed the connection early; its reply can still be read.
        }
    }

    private static async Task<byte[]> ReadAsync(Socket socket, CancellationToken cancellation)
    {
        var (reply, buffer) = (new MemoryStream(), new byte[16_384]);
        try
        {
            while (reply.Length < MostBytes && await socket.ReceiveAsync(buffer, cancellation) is > 0 and var count)
            {
                reply.Write(buffer.AsSpan(0, count));
                if (reply.GetBuffer().AsSpan(0, (int)Math.Min(reply.Length, HeadBytes)).IndexOf("text/event-stream"u8) >= 0)
                    break;
            }
        }
        catch (SocketException)
        {
            // Reset after its reply: the rest of our request was never read.
        }

        return reply.ToArray();
    }
}

/// <summary>What a server answered.</summary>
/// <param name="Status">The status code.</param>
/// <param name="ContentType">The type of the body, or the empty string.</param>
/// <param name="Body">The body, with the marks of its chunks where it came in chunks.</param>
internal sealed record RawReply(int Status, string ContentType, string Body)
{
    public static RawReply? Parse(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        if (bytes is [] or [0, 0, ..]) // The server answers a client that starts with HTTP/2 with a GOAWAY frame.
            return null;
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0 && text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal), $"No HTTP: {text[..Math.Min(text.Length, 200)]}");
        var lines = text[..end].Split("\r\n");
        var type = lines.FirstOrDefault(line => line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase))?[13..].Trim() ?? "";
        return new(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), type, text[(end + 4)..]);
    }

    /// <summary>The JSON in the body, whether it came in chunks or not.</summary>
    public string Json => Body.IndexOf('{', StringComparison.Ordinal) is >= 0 and var begin ? Body[begin..(Body.LastIndexOf('}') + 1)] : "";
}
