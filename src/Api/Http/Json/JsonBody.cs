using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Streams.Contract;

namespace Streams.Api.Http.Json;

/// <summary>
/// A request body as a JSON document: bounded, of the right media type, well-formed, valid Unicode, no field twice in one object. Its memory is pooled: values read from
/// <see cref="Root"/> must not outlive it.
/// </summary>
internal sealed class JsonBody : IDisposable
{
    /// <summary>The maximum size, in bytes.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const int FirstBuffer = 4 * 1024;

    // Programs disagree on which of two fields with the same name counts.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private readonly JsonDocument _document;
    private readonly byte[] _buffer;

    private JsonBody(JsonDocument document, byte[] buffer) => (_document, _buffer) = (document, buffer);

    public JsonElement Root => _document.RootElement;

    /// <summary>Reads the body, or refuses it with <see cref="RefusalCode.UnsupportedMediaType"/>, <see cref="RefusalCode.BodyTooLarge"/> or <see cref="RefusalCode.MalformedJson"/>.</summary>
    public static async Task<Outcome<JsonBody>> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsJson(request))
            return NotSupported("The body must be JSON in UTF-8: send 'Content-Type: application/json'.");

        // The framework decompresses what it knows and removes the header.
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase))
            return NotSupported("The body must be compressed with gzip, br or deflate, or not at all.");
        if (request.ContentLength > MaxBytes)
            return TooLarge;

        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        var kept = false;
        try
        {
            var length = 0;
            while (await request.Body.ReadAsync(buffer.AsMemory(length), context.RequestAborted) is > 0 and var read)
            {
                length += read;
                if (length > MaxBytes)
                    return TooLarge;
                if (length == buffer.Length)
                    buffer = Grow(buffer);
            }

            var body = Parse(buffer, length);
            kept = body.Value is not null;
            return body;
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException)
        {
            return Malformed("The body could not be decompressed.");
        }
        catch (IOException exception) when (exception is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            // Kestrel throws this for a chunk whose size is not a 32-bit number; other unreadable bodies are a BadHttpRequestException.
            return Malformed("The body could not be read.");
        }
        finally
        {
            if (!kept)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>An argument of a hub method as the body that it would be over HTTP, so that the same rules hold for both.</summary>
    /// <param name="argument">The argument; none counts as <c>null</c>.</param>
    /// <param name="before">The text of the body before the argument.</param>
    /// <param name="after">The text of the body after the argument.</param>
    public static Outcome<JsonBody> FromArgument(JsonElement? argument, ReadOnlySpan<byte> before = default, ReadOnlySpan<byte> after = default)
    {
        var value = argument is { ValueKind: not JsonValueKind.Undefined } given ? JsonMarshal.GetRawUtf8Value(given) : "null"u8;
        var length = before.Length + value.Length + after.Length;
        if (length > MaxBytes)
            return TooLarge;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        before.CopyTo(buffer);
        value.CopyTo(buffer.AsSpan(before.Length));
        after.CopyTo(buffer.AsSpan(before.Length + value.Length));
        var body = Parse(buffer, length);
        if (body.Value is null)
            ArrayPool<byte>.Shared.Return(buffer);
        return body;
    }

    public void Dispose()
    {
        _document.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }

    private static Refusal TooLarge { get; } = new(RefusalCode.BodyTooLarge, $"The body must be at most {MaxBytes} bytes.");

    private static Refusal NotSupported(string detail) => new(RefusalCode.UnsupportedMediaType, detail);

    private static Refusal Malformed(string detail) => new(RefusalCode.MalformedJson, detail);

    private static Outcome<JsonBody> Parse(byte[] buffer, int length)
    {
        // RFC 8259 lets a reader ignore a byte order mark.
        var start = buffer.AsSpan(0, length).StartsWith("\uFEFF"u8) ? 3 : 0;
        var text = buffer.AsMemory(start, length - start);
        if (text.IsEmpty)
            return Malformed("The body is empty; it must be JSON.");
        if (UnicodeText.Repair(text.Span) is >= 0 and var offset)
            return Malformed($"The body is not UTF-8 at {Place(text.Span[..offset])}.");
        try
        {
            return new JsonBody(JsonDocument.Parse(text, Strict), buffer);
        }
        catch (JsonException exception)
        {
            return Malformed(exception.LineNumber is { } line
                ? $"The body is not valid JSON, has a field twice in one object or is nested more than 64 levels deep: "
                    + $"line {line + 1}, byte {exception.BytePositionInLine + 1}."
                : "The body is not valid JSON: an object has a field twice.");
        }
    }

    private static string Place(ReadOnlySpan<byte> before) =>
        $"line {before.Count((byte)'\n') + 1}, byte {before.Length - before.LastIndexOf((byte)'\n')}";

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    // A browser sends JSON to another site only after a CORS preflight; it sends forms and plain text without one.
    private static bool IsJson(HttpRequest request)
    {
        var contentType = request.ContentType;
        return string.Equals(contentType, "application/json", StringComparison.OrdinalIgnoreCase)
            || (MediaTypeHeaderValue.TryParse(contentType, out var media)
                && (media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                    || (media.Type.Equals("application", StringComparison.OrdinalIgnoreCase)
                        && media.Suffix.Equals("json", StringComparison.OrdinalIgnoreCase)))
                && (!media.Charset.HasValue || media.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                    || media.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase)));
    }
}
