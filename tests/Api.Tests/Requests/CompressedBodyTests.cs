using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Streams.Api.Tests.Hosting;

namespace Streams.Api.Tests.Requests;

/// <summary>Compressed bodies. The size limit applies to what they contain.</summary>
public sealed class CompressedBodyTests(SharedHost shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_body_is_read(string encoding)
    {
        var (status, reply) = await CreateAsync(encoding, """{"name":"Größe"}""");
        Assert.Equal((HttpStatusCode.Created, "Größe"), (status, reply.GetProperty("stream").GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_body_that_is_small_only_while_compressed_is_too_large(string encoding)
    {
        var (status, problem) = await CreateAsync(encoding, new string(' ', 100 * 1024 * 1024));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (status, problem.GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_body_that_was_cut_off_is_malformed(string encoding)
    {
        var (status, problem) = await CreateAsync(encoding, """{"name":"x"}""", cut: 12);
        Assert.Equal((HttpStatusCode.BadRequest, "malformed_json"), (status, problem.GetProperty("code").GetString()));
    }

    private async Task<(HttpStatusCode Status, JsonElement Reply)> CreateAsync(string encoding, string body, int cut = 0)
    {
        using var compressed = new MemoryStream();
        await using (Stream into = encoding == "br" ? new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true) : new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            await into.WriteAsync(Encoding.UTF8.GetBytes(body), Cancellation);
        using var content = new ByteArrayContent(compressed.GetBuffer(), 0, (int)compressed.Length - cut);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add(encoding);
        using var response = await shared.Host.Http.PostAsync(new Uri("/api/streams/goal", UriKind.Relative), content, Cancellation);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancellation)));
    }
}
