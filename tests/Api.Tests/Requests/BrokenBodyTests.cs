using System.Net.Sockets;
using System.Text;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Requests;

/// <summary>Bodies that no HTTP library sends.</summary>
public sealed class BrokenBodyTests(SharedHost shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFF\r\n{}")]
    [InlineData("ZZ\r\n{}\r\n0\r\n\r\n")]
    public async Task A_chunk_with_an_invalid_size_is_malformed(string body)
    {
        var server = shared.Host.Http.BaseAddress!;
        using var socket = new TcpClient();
        await socket.ConnectAsync(server.Host, server.Port, Cancellation);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/streams/goal HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{body}"), Cancellation);
        using var reader = new StreamReader(stream);
        var reply = await reader.ReadToEndAsync(Cancellation);
        Assert.StartsWith("HTTP/1.1 400 ", reply, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"malformed_json\"", reply, StringComparison.Ordinal);
    }
}
